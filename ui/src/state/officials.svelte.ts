// The offices that letters go to, as fetched; searching and grouping are pure functions over it.
import { call } from '../ipc';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { Freshness } from '../ipc/generated/Freshness';
import type { LetterKind } from '../ipc/generated/LetterKind';
import { country } from '../i18n/format';
import { language } from '../i18n';
import { notices } from './notices.svelte';
import { plainly } from './people.svelte';

export type Group = { country: string; offices: DeskOffice[] };
const KINDS: LetterKind[] = ['official', 'embassy', 'representative', 'press', 'prisoner'];

export function found(office: DeskOffice, query: string): boolean {
  const ways = office.channels.map((c) => c.value);
  const where = [office.name, office.holder, office.place, country(office.country), ...ways];
  const hay = plainly(where.filter(Boolean).join(' '));
  return plainly(query)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

/** By country as the reader orders names; within it authorities first, then embassies. */
export function grouped(offices: DeskOffice[], lang: string): Group[] {
  const order = new Intl.Collator(lang);
  const countries = offices.map((o) => o.country).filter((code, n, all) => all.indexOf(code) === n);
  return countries
    .toSorted((a, b) => order.compare(country(a), country(b)))
    .map((code) => ({
      country: code,
      offices: offices
        .filter((o) => o.country === code)
        .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || order.compare(a.name, b.name)),
    }));
}

/** The office is as fresh as the oldest of what a letter to it would lean on. */
export function freshnessOf(office: DeskOffice): Freshness {
  const used = office.channels.filter((c) => c.status !== 'not_accepted').map((c) => c.freshness);
  const all = [office.freshness, ...used];
  return all.find((f) => f === 'unchecked') ?? all.find((f) => f === 'stale') ?? 'checked';
}

class Officials {
  list = $state.raw<DeskOffice[] | null>(null);
  query = $state('');
  shown = $derived((this.list ?? []).filter((o) => found(o, this.query)));
  groups = $derived(grouped(this.shown, language()));

  async load(): Promise<void> {
    try {
      this.list = await call('offices_list', {});
    } catch (thrown) {
      notices.fail(thrown);
    }
  }
}

export const officials = new Officials();
