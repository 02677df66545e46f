// The people one can write for, as fetched; searching, choosing and sorting are pure functions over them. What was
// searched and chosen stays while the program runs.
import { language } from '../i18n';
import { country } from '../i18n/format';
import { call } from '../ipc';
import type { PersonCard } from '../ipc/generated/PersonCard';
import { notices } from './notices.svelte';

const FILTERS = ['all', 'deadline', 'unwritten', 'written', 'post'] as const;
export type Filter = (typeof FILTERS)[number];
export const ORDERS = ['urgency', 'name', 'custody', 'written'] as const;
export type Order = (typeof ORDERS)[number];

/** Nobody has to be freed any more: by release, or by death. */
export const free = (p: PersonCard): boolean => p.custody === 'released' || p.custody === 'died';

const WITHIN: Record<Filter, (p: PersonCard) => boolean> = {
  all: () => true,
  deadline: (p) => p.days_left !== null && !free(p),
  unwritten: (p) => p.letters === 0 && !free(p),
  written: (p) => p.letters > 0,
  post: (p) => p.offices > 0 && p.email_offices === 0 && !free(p),
};
export const within = (p: PersonCard, filter: Filter): boolean => WITHIN[filter](p);

const LETTERS = /^[\x20-\x7e]*$/;
/** Without case and accents, so that "Tran" finds "Trần" and "Елена" finds "Елёна". */
export const plainly = (text: string): string =>
  LETTERS.test(text)
    ? text.toLowerCase()
    : text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/giu, 'd').toLowerCase();

function hayOf(p: PersonCard): string {
  const where = [p.name, p.native_name, p.occupation, p.place, country(p.country)];
  return plainly(where.filter(Boolean).join(' '));
}
const wordsOf = (query: string): string[] => plainly(query).trim().split(/\s+/);

export function matches(person: PersonCard, query: string): boolean {
  const hay = hayOf(person);
  return wordsOf(query).every((word) => hay.includes(word));
}

/** By urgency as the program sorts, or as somebody wishes. Who is free comes last in every order. */
export function ordered(people: PersonCard[], order: Order, lang: string): PersonCard[] {
  const { compare } = new Intl.Collator(lang);
  const last = (a: PersonCard, b: PersonCard): number => Number(free(a)) - Number(free(b));
  const by: Record<Order, (a: PersonCard, b: PersonCard) => number> = {
    urgency: () => 0,
    name: (a, b) => compare(a.name, b.name),
    custody: (a, b) => (b.days ?? -1) - (a.days ?? -1),
    written: (a, b) => (b.last_written ?? '').localeCompare(a.last_written ?? ''),
  };
  return people.toSorted((a, b) => last(a, b) || by[order](a, b));
}

/** In the places that they had; who is new comes after them. */
function inPlace(found: PersonCard[], before: PersonCard[]): PersonCard[] {
  const places = Object.fromEntries(before.map((p, n) => [p.id, n]));
  const place = (p: PersonCard): number => places[p.id] ?? before.length;
  return found.toSorted((a, b) => place(a) - place(b));
}

class People {
  list = $state.raw<PersonCard[] | null>(null);
  query = $state('');
  order = $state<Order>('urgency');
  #only = $state<Filter>('all');
  /** How far the list was scrolled when somebody left it, in pixels. */
  scrolled = 0;
  #fetched = '';
  #stay = false;

  // What a key in the search does not change is made before it.
  #sought = $derived(
    ordered(this.list ?? [], this.order, language()).map((person) => ({ person, hay: hayOf(person) })),
  );
  #found = $derived.by(() => {
    const words = wordsOf(this.query);
    return this.#sought.flatMap(({ person, hay }) => (words.every((w) => hay.includes(w)) ? [person] : []));
  });
  #somebody = $derived(FILTERS.filter((f) => f === 'all' || (this.list ?? []).some(WITHIN[f])));

  /** What one can choose: only where there is somebody. Counted among those who were found. */
  filters = $derived(
    this.#somebody.map((filter) => ({ filter, count: this.#found.filter(WITHIN[filter]).length })),
  );
  only = $derived(this.#somebody.includes(this.#only) ? this.#only : 'all');
  shown = $derived(this.only === 'all' ? this.#found : this.#found.filter(WITHIN[this.only]));

  choose(filter: Filter): void {
    this.#only = filter;
  }

  everybody(): void {
    this.query = '';
    this.#only = 'all';
  }

  /** A visit begins with the order of the program. Later nobody slides under a hand that is about to click. */
  visit(): Promise<void> {
    this.#stay = false;
    return this.load();
  }

  async load(): Promise<void> {
    try {
      const found = await call('people_list', {});
      const list = this.#stay ? inPlace(found, this.list ?? []) : found;
      this.#stay = true;
      // While letters leave, the same people are fetched often: nothing is drawn again for that.
      const fetched = JSON.stringify(list);
      if (this.list === null || fetched !== this.#fetched) this.list = list;
      this.#fetched = fetched;
    } catch (thrown) {
      notices.fail(thrown);
    }
  }
}

export const people = new People();
