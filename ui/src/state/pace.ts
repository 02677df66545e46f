// How fast a mailbox sends: what was typed, what the program suggests, what the provider takes.
import type { AccountPace } from '../ipc/generated/AccountPace';
import type { AccountRow } from '../ipc/generated/AccountRow';

/** For a mailbox that one person writes from; `PERSON` in crates/core/src/pace/limit.rs. */
export const SUGGESTED = { hour: 20, day: 100 };

/** A server on this computer has limits of its own. */
export const isOwn = (server: string): boolean => /^(localhost$|127\.|\[?::1\]?$)/.test(server);

export type Wrong = { code: 'bad' } | { code: 'too_many'; count: number };

/** Empty is what the program suggests, `null`. */
export function read(typed: string, cap: number | null): { wish: number | null } | { wrong: Wrong } {
  const text = typed.trim();
  if (text === '') return { wish: null };
  if (!/^\d{1,6}$/.test(text)) return { wrong: { code: 'bad' } };
  const wish = Number(text);
  if (cap !== null && wish > cap) return { wrong: { code: 'too_many', count: cap } };
  return { wish };
}

/** As it stands in a field: as many as come is 0. */
export const typed = (pace: number | null): string => String(pace ?? 0);

/** The pace of a row, to go back to. */
export const paceOf = (row: AccountRow): AccountPace => ({
  name: row.name,
  per_hour: row.per_hour ?? 0,
  per_day: row.per_day ?? 0,
});
