// The languages that letters of the fake can be written in, as `templates/languages` has them.
import type { LanguageRow } from '../generated/LanguageRow';

const row = (code: string, name: string, cases = ''): LanguageRow => ({
  code,
  name,
  direction: code === 'fa' ? 'rtl' : 'ltr',
  cases: cases.split(' ').filter(Boolean),
});
const FIVE = 'genitive dative accusative instrumental prepositional';

export const LANGUAGES: LanguageRow[] = [
  row('en', 'English'),
  row('ru', 'Русский', FIVE),
  row('uk', 'Українська', `${FIVE} vocative`),
  row('de', 'Deutsch'),
  row('fr', 'Français'),
  row('es', 'Español'),
  row('fa', 'فارسی'),
];
