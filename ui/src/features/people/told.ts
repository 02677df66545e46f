// Words about a person that the list and the page share.
import { t } from '../../i18n';
import { daysAgo } from '../../i18n/format';
import type { PersonCard } from '../../ipc/generated/PersonCard';

/** When the appeal closes, while that is near. */
export function lastDay(days: number): string {
  if (days <= 0) return t('people.last_day_today');
  return days === 1 ? t('people.last_day_tomorrow') : t('people.last_day', { count: days });
}

export function wrote(person: PersonCard): string {
  if (person.last_written === null) return t('people.not_written');
  const days = daysAgo(person.last_written);
  if (days === 0) return t('people.wrote_today');
  return days === 1 ? t('people.wrote_yesterday') : t('people.wrote_days', { count: days });
}
