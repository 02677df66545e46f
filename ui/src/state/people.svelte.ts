// The people one can write for, as fetched; searching and sorting are pure functions over it.
import { call } from '../ipc';
import type { PersonCard } from '../ipc/generated/PersonCard';
import { country } from '../i18n/format';
import { notices } from './notices.svelte';

class People {
  list = $state.raw<PersonCard[] | null>(null);
  query = $state('');

  shown = $derived(sorted((this.list ?? []).filter((person) => matches(person, this.query))));

  async load(): Promise<void> {
    try {
      this.list = await call('people_list', {});
    } catch (thrown) {
      notices.fail(thrown);
    }
  }
}

/** Without case and accents, so that "Tran" finds "Trần" and "Елена" finds "Елёна". */
export const plainly = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/giu, 'd').toLowerCase();

export function matches(person: PersonCard, query: string): boolean {
  const where = [person.name, person.native_name, person.occupation, person.place, country(person.country)];
  const hay = plainly(where.filter(Boolean).join(' '));
  return plainly(query)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

/** Nobody has to be freed any more: by release, or by death. */
export const free = (p: PersonCard): boolean => p.custody === 'released' || p.custody === 'died';

/** Not yet written first, then the longest in custody. Who is free comes last. */
export function sorted(people: PersonCard[]): PersonCard[] {
  const written = (p: PersonCard): number => (p.letters > 0 ? 1 : 0);
  return people.toSorted(
    (a, b) =>
      Number(free(a)) - Number(free(b)) ||
      written(a) - written(b) ||
      (b.days ?? -1) - (a.days ?? -1) ||
      a.name.localeCompare(b.name),
  );
}

export const people = new People();
