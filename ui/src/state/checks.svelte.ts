// What wants to be looked at, one by one. What was looked at stays in its place until the screen is left: nothing
// slides under a finger that is about to click.
import { t } from '../i18n';
import { call } from '../ipc';
import type { FactRef } from '../ipc/generated/FactRef';
import type { FactToCheck } from '../ipc/generated/FactToCheck';
import { confirmed, desk } from './desk.svelte';
import { notices } from './notices.svelte';

/** The last sixth of the time for which a look holds: thirty days of 180, five of 30. */
const SOON = 1 / 6;
const TERM = 180 * 86_400_000;
export const keyOf = (fact: FactRef): string => `${fact.kind} ${fact.id} ${fact.channel ?? ''}`;

type Rank = 'unchecked' | 'stale' | 'soon';

/** Why it wants to be looked at; `null` when only forms of words are missing. */
export function rankOf(it: FactToCheck, now: number): Rank | null {
  if (it.freshness !== 'checked') return it.freshness;
  if (it.until === null) return null;
  const until = Date.parse(it.until);
  const term = it.confirmed_at === null ? TERM : until - Date.parse(it.confirmed_at);
  return until - now < term * SOON ? 'soon' : null;
}

const ORDER: Record<Rank, number> = { unchecked: 0, stale: 1, soon: 2 };

/** Unchecked first, then what was looked at long ago, then what runs out soon, the earliest first. */
export function toLookAt(all: FactToCheck[], now: number): FactToCheck[] {
  const ranked = all.flatMap((it) => {
    const rank = rankOf(it, now);
    return rank ? [{ it, rank }] : [];
  });
  return ranked
    .toSorted(
      (a, b) =>
        ORDER[a.rank] - ORDER[b.rank] ||
        (a.it.until ?? '').localeCompare(b.it.until ?? '') ||
        a.it.name.localeCompare(b.it.name) ||
        keyOf(a.it.fact).localeCompare(keyOf(b.it.fact)),
    )
    .map(({ it }) => it);
}

/** Somebody looked. The letter on the desk knows it at once. */
export async function confirmFact(fact: FactRef): Promise<FactToCheck | null> {
  try {
    const now = await call('fact_confirm', fact);
    notices.speak(t('checks.thanks', { name: now.name }));
    confirmed(fact, now.name, (seen) => checks.reopen(fact, seen));
    const id = desk.draft.person;
    if (desk.page && id !== '') await desk.open(id);
    return now;
  } catch (thrown) {
    notices.fail(thrown);
    return null;
  }
}

class Checks {
  list = $state.raw<FactToCheck[] | null>(null);
  /** As it was before somebody looked, and as it is now. */
  done = $state.raw<Map<string, { before: FactToCheck; now: FactToCheck }>>(new Map());
  busy = $state<string | null>(null);

  count = $derived(toLookAt(this.list ?? [], Date.now()).length);
  shown = $derived.by(() => {
    const open = (this.list ?? []).filter((it) => !this.done.has(keyOf(it.fact)));
    return toLookAt([...open, ...[...this.done.values()].map((d) => d.before)], Date.now());
  });
  forms = $derived((this.list ?? []).filter((it) => it.missing_forms.length > 0));

  async load(): Promise<void> {
    try {
      this.list = await call('checks_list', {});
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** What is claimed of an office or a person, while it wants to be looked at. */
  claims(fact: FactRef): string[] {
    return this.list?.find((it) => keyOf(it.fact) === keyOf(fact))?.claims ?? [];
  }

  async confirm(before: FactToCheck): Promise<void> {
    const key = keyOf(before.fact);
    if (this.busy !== null || this.done.has(key)) return;
    this.busy = key;
    const now = await confirmFact(before.fact);
    this.busy = null;
    if (now) this.done = new Map([...this.done, [key, { before, now }]]);
  }

  /** Somebody takes their look back, or gives it again. */
  reopen(fact: FactRef, seen: boolean): void {
    if (!seen) this.done = new Map([...this.done].filter(([key]) => key !== keyOf(fact)));
    void this.load();
  }

  leave(): void {
    this.done = new Map();
  }
}

export const checks = new Checks();
