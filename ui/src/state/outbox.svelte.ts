// The outbox as it is shown: pages of rows around what can be seen. A change refetches those pages only.
import { SvelteMap } from 'svelte/reactivity';
import { t } from '../i18n';
import { stateText } from '../i18n/codes';
import { call } from '../ipc';
import type { LetterState } from '../ipc/generated/LetterState';
import type { LetterStory } from '../ipc/generated/LetterStory';
import type { OutboxCounts } from '../ipc/generated/OutboxCounts';
import type { OutboxRow } from '../ipc/generated/OutboxRow';
import { notices } from './notices.svelte';

export const PAGE = 100;

class Outbox {
  counts = $state.raw<OutboxCounts | null>(null);
  total = $state(0);
  only = $state<LetterState | null>(null);
  story = $state.raw<LetterStory | null>(null);
  #pages = new SvelteMap<number, OutboxRow[]>();
  #seen = { first: 0, last: 0 };
  #states = new Map<string, LetterState>();
  #round = 0;

  row(index: number): OutboxRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The rows from `first` to `last` are on the screen: fetch what is missing of them. */
  async see(first: number, last: number): Promise<void> {
    this.#seen = { first, last };
    for (const page of this.#visible()) if (!this.#pages.has(page)) await this.#fetch(page);
  }

  async filter(only: LetterState | null): Promise<void> {
    this.only = only;
    this.#round += 1;
    this.#seen = { first: 0, last: 0 };
    await this.load();
  }

  /** Fetches again what can be seen and forgets the rest. */
  async load(): Promise<void> {
    const visible = this.#visible();
    for (const page of visible) await this.#fetch(page);
    for (const page of this.#pages.keys()) if (!visible.includes(page)) this.#pages.delete(page);
    if (this.story) await this.tell(this.story.row.id);
  }

  async tell(id: string): Promise<void> {
    try {
      this.story = await call('outbox_show', { id });
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  async takeBack(id: string): Promise<void> {
    try {
      const row = await call('letter_take_back', { id });
      notices.tell(t('outbox.taken_back', { office: row.office_name }));
    } catch (thrown) {
      notices.fail(thrown);
    }
    await this.load();
  }

  leaveStory(): void {
    this.story = null;
  }

  /** The screen closes: the next visit begins with all letters and no open story. */
  leave(): void {
    this.story = null;
    this.#seen = { first: 0, last: 0 };
    if (this.only === null) return;
    this.only = null;
    this.#round += 1;
    this.#pages.clear();
  }

  #visible(): number[] {
    const first = Math.floor(this.#seen.first / PAGE);
    const last = Math.floor(this.#seen.last / PAGE);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  }

  async #fetch(page: number): Promise<void> {
    const round = this.#round;
    try {
      const got = await call('outbox_list', { state: this.only, offset: page * PAGE, limit: PAGE });
      if (round !== this.#round) return; // another filter was chosen meanwhile
      this.#pages.set(page, got.letters);
      this.total = got.total;
      this.counts = got.counts;
      this.#announce(got.letters);
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** Screen readers hear what changed, one letter by name, more as a number. */
  #announce(rows: OutboxRow[]): void {
    const changed = rows.filter((r) => this.#states.has(r.id) && this.#states.get(r.id) !== r.state);
    for (const row of rows) this.#states.set(row.id, row.state);
    const [one] = changed;
    if (!one) return;
    notices.speak(
      changed.length === 1
        ? t('outbox.announce', { office: one.office_name, state: stateText(one.state) })
        : t('outbox.announce_many', { count: changed.length }),
    );
  }
}

export const outbox = new Outbox();
