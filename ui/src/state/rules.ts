// What is shown of the coach's rules: grouped by whom a letter goes to, and weighed for one kind and country.
import type { CoachRule } from '../ipc/generated/CoachRule';
import type { Level } from '../ipc/generated/Level';
import type { LetterKind } from '../ipc/generated/LetterKind';

export type Group = 'every' | 'others' | 'prisoners';
/** `country`: an ISO code, or `other` for one that no rule names. */
export type Filter = { kind: LetterKind | null; country: string | null };
export type Shown = { rule: CoachRule; level: Level };

export const GROUPS: Group[] = ['every', 'others', 'prisoners'];
export const OTHERS: LetterKind[] = ['official', 'embassy', 'representative', 'press'];

/** A rule for everybody, for officials and their like, or for prisoners. */
export function groupOf(rule: CoachRule): Group {
  if (rule.kinds.length === 0) return 'every';
  return rule.kinds.includes('prisoner') ? 'prisoners' : 'others';
}

/** The countries that rules name, for choosing one. */
export const countriesOf = (rules: CoachRule[]): string[] => [...new Set(rules.flatMap((r) => r.countries))];

/** The weight of a rule under a filter, or null where it does not hold. */
function weight(rule: CoachRule, { kind, country }: Filter): Level | null {
  if (kind !== null && rule.kinds.length > 0 && !rule.kinds.includes(kind)) return null;
  if (country === null || rule.countries.length === 0 || rule.countries.includes(country)) return rule.level;
  return rule.elsewhere;
}

export function filtered(rules: CoachRule[], filter: Filter): { group: Group; rules: Shown[] }[] {
  const held = rules.flatMap((rule) => {
    const level = weight(rule, filter);
    return level === null ? [] : [{ rule, level }];
  });
  return GROUPS.map((group) => ({ group, rules: held.filter(({ rule }) => groupOf(rule) === group) })).filter(
    ({ rules }) => rules.length > 0,
  );
}
