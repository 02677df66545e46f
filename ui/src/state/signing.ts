// How a letter is signed that somebody could be in danger for, and the ways that are safer; the program has the last
// word, see crates/core/src/guard.rs.
import { country } from '../i18n/format';
import type { Desk } from '../ipc/generated/Desk';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { Draft } from '../ipc/generated/Draft';
import type { PersonCard } from '../ipc/generated/PersonCard';
import { languageOf, takesEmail } from './choices';

/** So many countries are offered to be ticked; the rest stand in a list. */
const OFFERED = 8;

/** Initials as the program writes them: “V. L.”, “J.-L. P.”; see `initials` in crates/core/src/guard.rs. */
export const initials = (name: string): string =>
  name
    .replaceAll('.', '. ')
    .split(/\s+/)
    .map((word) => word.split('-').flatMap((part) => /\p{L}/u.exec(part)?.[0] ?? []))
    .filter((letters) => letters.length > 0)
    .map((letters) => letters.map((letter) => `${letter}.`).join('-'))
    .join(' ');

export const signature = (name: string, town: string): string =>
  [name.trim(), town.trim()].filter(Boolean).join(', ');

/** Officials of these countries, their deputies, their embassies, and their prisons, which read the prisoner's post. */
export const theirs = (office: Pick<DeskOffice, 'kind' | 'country'>, countries: string[]): boolean =>
  office.kind !== 'press' && countries.includes(office.country);

/** The address holds a part of the name: whatever stands under a letter, it tells who writes. */
export function tells(address: string, name: string): boolean {
  const local = (address.split('@')[0] ?? '').toLowerCase();
  const parts = name.toLowerCase().split(/\P{L}+/u);
  return parts.some((part) => [...part].length > 2 && local.includes(part));
}

/** The countries of the people who are known, those of most people first. */
export function countriesOf(people: Pick<PersonCard, 'country'>[]): string[] {
  const count = new Map<string, number>();
  for (const { country } of people) count.set(country, (count.get(country) ?? 0) + 1);
  return [...count.keys()]
    .toSorted((a, b) => (count.get(b) ?? 0) - (count.get(a) ?? 0) || country(a).localeCompare(country(b)))
    .slice(0, OFFERED);
}

/**
 * Where a letter is safer: offices of other countries; and, where a chosen office takes post only, an embassy, which
 * takes e-mail. `instead` is that office.
 */
export function saferWays(
  desk: Desk,
  draft: Draft,
  shown: DeskOffice | null,
  countries: string[],
): { others: DeskOffice[]; embassies: DeskOffice[]; instead: DeskOffice | null } {
  const can = desk.offices.filter((o) => languageOf(desk, draft, o) !== null);
  const chosen = desk.offices.filter((o) => draft.offices.includes(o.id));
  const instead =
    [...(shown ? [shown] : []), ...chosen].find((o) => o.kind === 'official' && !takesEmail(o)) ?? null;
  return {
    others: can.filter((o) => !theirs(o, countries)),
    embassies: instead ? can.filter((o) => o.kind === 'embassy' && takesEmail(o)) : [],
    instead,
  };
}
