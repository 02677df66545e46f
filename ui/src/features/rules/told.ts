// A rule's number, countries, kinds and languages as short sentences.
import { lookUp, t } from '../../i18n';
import { country, list, number, percent, tongue } from '../../i18n/format';
import type { CoachRule } from '../../ipc/generated/CoachRule';
import { OTHERS } from '../../state/rules';

function limit(rule: CoachRule): string | null {
  if (rule.limit === null) return null;
  const values = { limit: number(rule.limit), percent: percent(rule.limit / 100) };
  return lookUp(`coach.rules.limit.${rule.code}`, values) ?? t('coach.rules.limit.other', values);
}

function countries(rule: CoachRule): string | null {
  if (rule.countries.length === 0) return null;
  const named = list(rule.countries.map(country));
  if (rule.elsewhere === null) return t('coach.rules.only_countries', { countries: named });
  const level = t(`coach.rules.${rule.elsewhere}`).toLocaleLowerCase();
  return t('coach.rules.elsewhere', { countries: named, level });
}

/** Said only where a rule holds for fewer kinds than its group. */
function kinds(rule: CoachRule): string | null {
  const whole =
    rule.kinds.length === 0 || rule.kinds.includes('prisoner') || rule.kinds.length === OTHERS.length;
  if (whole) return null;
  return t('coach.rules.only_kinds', { kinds: list(rule.kinds.map((k) => t(`coach.rules.to.${k}`))) });
}

const languages = (rule: CoachRule): string | null =>
  rule.languages.length === 0
    ? null
    : t('coach.rules.only_languages', { languages: list(rule.languages.map(tongue)) });

export const details = (rule: CoachRule): string =>
  [limit(rule), kinds(rule), countries(rule), languages(rule)].filter((part) => part !== null).join(' ');
