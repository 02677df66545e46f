// The letters of the outbox as they are shown: pages of rows around what can be seen, however many there are.
// One page is read at a time; a change makes the pages old, and they are read again as they are looked at.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { t } from '../i18n';
import { stateText } from '../i18n/codes';
import { call } from '../ipc';
import type { Decision } from '../ipc/generated/Decision';
import type { LetterState } from '../ipc/generated/LetterState';
import type { LetterStory } from '../ipc/generated/LetterStory';
import type { OutboxCounts } from '../ipc/generated/OutboxCounts';
import type { OutboxRow } from '../ipc/generated/OutboxRow';
import { coalesce } from './coalesce';
import { notices } from './notices.svelte';
import { onTheWay, status } from './status.svelte';

export const PAGE = 100;
/** Pages that are kept on each side of what can be seen; the rest is forgotten. */
export const KEPT = 4;
/** Between two readings of the same rows, in milliseconds. */
const GAP = 450;
/** More letters than this on their way are not read aloud one by one. */
const SPOKEN = 5;

class Outbox {
  counts = $state.raw<OutboxCounts | null>(null);
  total = $state(0);
  only = $state<LetterState | null>(null);
  story = $state.raw<LetterStory | null>(null);
  /** Another list than before: it begins at its top. */
  list = $state(0);
  /** Letters about which the program was just asked something. */
  acting = new SvelteSet<string>();
  #pages = new SvelteMap<number, OutboxRow[]>();
  #fresh = new Set<number>();
  #seen = { first: 0, last: 0 };
  #states = new Map<string, LetterState>();
  #round = 0;
  #shown = 0;
  #age = 0;
  #filling: Promise<void> | null = null;
  #told: string | null = null;
  #soon = coalesce(() => this.#read(), 20, GAP);

  row(index: number): OutboxRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** How many pages are held in memory. */
  get held(): number {
    return this.#pages.size;
  }

  /** The rows from `first` to `last` are on the screen: read what is missing of them, then their neighbours. */
  async see(first: number, last: number): Promise<void> {
    this.#seen = { first, last };
    await this.#fill();
  }

  async filter(only: LetterState | null): Promise<void> {
    this.only = only;
    await this.#another();
  }

  /** All letters, or those of one campaign. */
  async choose(campaign: string | null): Promise<void> {
    if (status.campaign === campaign) return;
    status.choose(campaign);
    this.only = null;
    await Promise.all([status.load(), this.#another()]);
  }

  /** Something changed: the rows are read again soon, at most about twice a second. */
  changed(): void {
    this.#soon.again();
  }

  /** Reads again what can be seen, now. */
  load(): Promise<void> {
    return this.#soon.now();
  }

  async tell(id: string): Promise<void> {
    this.#told = id;
    try {
      const story = await call('outbox_show', { id });
      if (this.#told === id) this.story = story; // it may have been closed meanwhile
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  takeBack(id: string): Promise<void> {
    return this.#act(
      id,
      () => call('letter_take_back', { id }),
      (row) => t('outbox.taken_back', { office: row.office_name }),
    );
  }

  retry(id: string): Promise<void> {
    return this.#act(
      id,
      () => call('letter_retry', { id }),
      (row) => t('outbox.retried', { office: row.office_name }),
    );
  }

  resolve(id: string, decision: Decision): Promise<void> {
    return this.#act(
      id,
      () => call('letter_resolve', { id, decision }),
      (row) => t(`resolve.${decision}_done`, { office: row.office_name }),
    );
  }

  leaveStory(): void {
    this.story = null;
    this.#told = null;
  }

  /** The screen closes: the next visit begins with all letters and no open story. */
  leave(): void {
    this.leaveStory();
    this.#seen = { first: 0, last: 0 };
    if (this.only !== null || status.campaign !== null) this.#pages.clear();
    status.choose(null);
    this.only = null;
    this.#round += 1;
    this.#age += 1;
    this.#fresh.clear();
  }

  async #act(id: string, deed: () => Promise<OutboxRow>, said: (row: OutboxRow) => string): Promise<void> {
    if (this.acting.has(id)) return;
    this.acting.add(id);
    try {
      const row = await deed();
      this.#states.set(id, row.state);
      notices.tell(said(row));
    } catch (thrown) {
      notices.fail(thrown);
    } finally {
      await Promise.all([this.load(), status.load()]);
      this.acting.delete(id);
    }
  }

  #another(): Promise<void> {
    this.#round += 1;
    this.#seen = { first: 0, last: 0 };
    return this.load();
  }

  async #read(): Promise<void> {
    this.#age += 1;
    this.#fresh.clear();
    await this.#fill();
    if (this.story) await this.tell(this.story.row.id);
  }

  /** Reads one page after the other until nothing near the eye is missing. */
  #fill(): Promise<void> {
    const read = async (): Promise<void> => {
      await Promise.resolve(); // what is asked for in the same breath is one wish
      for (let page = this.#missing(); page !== undefined; page = this.#missing())
        if (!(await this.#fetch(page))) break;
      this.#filling = null;
    };
    this.#filling ??= read();
    return this.#filling;
  }

  /** The page to read next: what can be seen, then what is one page away, since people scroll. */
  #missing(): number | undefined {
    const first = Math.floor(this.#seen.first / PAGE);
    const last = Math.floor(this.#seen.last / PAGE);
    const visible = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const empty = visible.find((page) => !this.#pages.has(page));
    if (empty !== undefined && this.#round === this.#shown) return empty;
    return [...visible, last + 1, first - 1].find(
      (page) => page >= 0 && (page === 0 || page * PAGE < this.total) && !this.#fresh.has(page),
    );
  }

  async #fetch(page: number): Promise<boolean> {
    const round = this.#round;
    const age = this.#age;
    try {
      const { campaign } = status;
      const ask = { state: this.only, campaign, offset: page * PAGE, limit: PAGE };
      const got = await call('outbox_list', ask);
      if (round !== this.#round) return true; // another list was chosen meanwhile
      if (round !== this.#shown) {
        this.#pages.clear();
        this.#shown = round;
        this.list = round;
      }
      this.#pages.set(page, got.letters);
      if (age === this.#age) this.#fresh.add(page);
      this.total = got.total;
      this.counts = got.counts;
      this.#forget();
      this.#announce(got.letters);
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    }
  }

  #forget(): void {
    const first = Math.floor(this.#seen.first / PAGE) - KEPT;
    const last = Math.floor(this.#seen.last / PAGE) + KEPT;
    for (const page of this.#pages.keys())
      if (page < first || page > last) {
        this.#pages.delete(page);
        this.#fresh.delete(page);
      }
  }

  /** Screen readers hear what changed, one letter by name, more as a number. A long run is not read aloud. */
  #announce(rows: OutboxRow[]): void {
    const changed = rows.filter((r) => this.#states.has(r.id) && this.#states.get(r.id) !== r.state);
    if (this.#states.size > 2 * PAGE * (2 * KEPT + 1)) this.#states.clear();
    for (const row of rows) this.#states.set(row.id, row.state);
    const [one] = changed;
    if (!one || (status.all && onTheWay(status.all.counts) > SPOKEN)) return;
    notices.speak(
      changed.length === 1
        ? t('outbox.announce', { office: one.office_name, state: stateText(one.state) })
        : t('outbox.announce_many', { count: changed.length }),
    );
  }
}

export const outbox = new Outbox();
