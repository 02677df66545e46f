// A person of the list, invented.
import type { PersonCard } from '../../src/ipc/generated/PersonCard';

export const card = (id: string, more: Partial<PersonCard> = {}): PersonCard => ({
  id,
  name: id,
  native_name: null,
  occupation: null,
  place: null,
  country: 'RU',
  days: 10,
  sentence_days: null,
  custody: 'held',
  offices: 1,
  email_offices: 1,
  closes: null,
  days_left: null,
  letters: 0,
  last_written: null,
  ...more,
});
