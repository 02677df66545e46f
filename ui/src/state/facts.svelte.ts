// What is being edited: people and offices. What was typed lives here until it is saved, also when the screen is left.
import { language, t } from '../i18n';
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { LanguageRow } from '../ipc/generated/LanguageRow';
import type { OfficeFacts } from '../ipc/generated/OfficeFacts';
import type { PersonFacts } from '../ipc/generated/PersonFacts';
import type { SourceRef } from '../ipc/generated/SourceRef';
import { app } from './app.svelte';
import { desk } from './desk.svelte';
import { notices } from './notices.svelte';
import { undo } from './undo.svelte';
import { undoable } from './undoable';
import { cleaned, problemOf, released, shown, type Facts } from './phrases';

export type Kind = 'office' | 'person';
type Of<K extends Kind> = K extends 'office' ? OfficeFacts : PersonFacts;

export const noSource = (): SourceRef => ({ title: '', url: null, published: null, checked_on: null });

const BLANK: { [K in Kind]: () => Of<K> } = {
  office: () => ({
    id: '',
    kind: 'official',
    country: '',
    name: {},
    place: {},
    time_zone: null,
    languages: [],
    salutation: {},
    holders: [],
    channels: [],
    source: noSource(),
    built_in: false,
    own: true,
  }),
  person: () => ({
    id: '',
    country: '',
    language: '',
    gender: 'unknown',
    name: {},
    called: {},
    occupation: {},
    charge: {},
    story: {},
    facility: null,
    custody: [],
    sentence: null,
    offices: [],
    closes: null,
    sources: [noSource()],
    built_in: false,
    own: true,
  }),
};

// The door's types are one for each command; here both kinds go the same way.
const fetchFacts = (kind: Kind, id: string): Promise<Facts> =>
  kind === 'office' ? call('office_facts', { id }) : call('person_facts', { id });
const saveFacts = (facts: Facts): Promise<Facts> =>
  'channels' in facts ? call('office_save', facts) : call('person_save', facts);
const removeFacts = (kind: Kind, id: string): Promise<unknown> =>
  kind === 'office' ? call('office_remove', { id }) : call('person_remove', { id });

/** One office or person on the way to being saved. */
export class Editing<T extends Facts = Facts> {
  facts = $state() as T;
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  /** Somebody left with unsaved changes and came back. */
  back = $state(false);
  /** What was put aside, to be brought back. */
  aside = $state.raw<T | null>(null);
  #saved = $state('');
  changed = $derived(JSON.stringify(cleaned($state.snapshot(this.facts) as T)) !== this.#saved);
  name = $derived(shown(this.facts.name, language()));

  constructor(
    readonly kind: Kind,
    facts: T,
  ) {
    this.reset(facts);
  }

  reset(facts: T): void {
    this.facts = facts;
    this.#saved = JSON.stringify(cleaned(facts));
    this.error = null;
  }

  /** The program has something newer; what is being changed goes on from there. */
  rebase(saved: T, step: (facts: T) => T): void {
    if (!this.changed) return this.reset(saved);
    this.facts = step($state.snapshot(this.facts) as T);
    this.#saved = JSON.stringify(cleaned(saved));
  }

  plain(): T {
    return cleaned($state.snapshot(this.facts) as T);
  }

  startAnew(): void {
    this.aside = $state.snapshot(this.facts) as T;
    this.facts = JSON.parse(this.#saved) as T;
    this.error = null;
    this.back = false;
  }

  bringBack(): void {
    if (this.aside) this.facts = this.aside;
    this.aside = null;
  }
}

class FactsDesk {
  languages = $state.raw<LanguageRow[]>([]);
  /** Everything that was begun and not saved, by kind and id. */
  #open = $state.raw<Editing[]>([]);
  unsaved = $derived(this.#open.filter((e) => e.changed));
  /** What was removed last, and how to have it again. */
  removed = $state.raw<{ text: string; facts: Facts; back: () => Promise<void> } | null>(null);

  async #words(): Promise<void> {
    if (this.languages.length > 0) return;
    this.languages = (await call('template_words', {})).languages;
  }

  /** What was begun before comes back as it was left. */
  async open<K extends Kind>(kind: K, id: string | null): Promise<Editing<Of<K>> | null> {
    this.removed = null;
    try {
      const begun = this.#open.find((e) => e.kind === kind && e.facts.id === (id ?? ''));
      await this.#words();
      if (begun?.changed) {
        begun.back = true;
        return begun as Editing<Of<K>>;
      }
      const facts = (id === null ? BLANK[kind]() : await fetchFacts(kind, id)) as Of<K>;
      const editing = new Editing<Of<K>>(kind, facts);
      this.#open = [...this.#open.filter((e) => e !== begun), editing as unknown as Editing];
      return editing;
    } catch (thrown) {
      notices.fail(thrown);
      return null;
    }
  }

  /** Returns what was saved; why it was not stands in `error`. */
  async save<T extends Facts>(editing: Editing<T>): Promise<T | null> {
    if (editing.busy) return null;
    const facts = editing.plain();
    const wrong = problemOf(facts);
    if (wrong) {
      editing.error = { code: 'bad_facts', message: '', params: wrong };
      return null;
    }
    editing.busy = true;
    editing.error = null;
    try {
      const before = facts.id === '' ? null : await fetchFacts(editing.kind, facts.id).catch(() => undefined);
      const saved = (await saveFacts(facts)) as T;
      this.#close(editing);
      const name = shown(saved.name, language());
      this.#undoable(editing.kind, before, saved, t('facts.saved', { name }), () =>
        t('facts.undone', { name }),
      );
      return saved;
    } catch (thrown) {
      editing.error = asApiError(thrown);
      return null;
    } finally {
      editing.busy = false;
    }
  }

  /** Puts an own one away, a changed one back to what came with the program. Returns whether it is done. */
  async remove<T extends Facts>(editing: Editing<T>): Promise<boolean> {
    const { id } = editing.facts;
    try {
      const before = await fetchFacts(editing.kind, id);
      await removeFacts(editing.kind, id);
      this.#close(editing);
      const name = shown(before.name, language());
      const text = before.built_in ? t('facts.reset_done', { name }) : t('facts.removed', { name });
      // Under the same id, so that letters and drafts find their person again.
      const put = async (): Promise<void> => {
        await saveFacts(before);
        if (this.removed?.facts === before) this.removed = null;
      };
      const back = undo.push({ label: text, said: () => t('facts.undone', { name }), back: put });
      this.removed = { text, facts: before, back };
      if (editing.kind === 'person' && !before.built_in) {
        desk.forget(id);
        app.forget(id);
      }
      notices.speak(text);
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    }
  }

  async undo(): Promise<void> {
    await this.removed?.back();
  }

  /** Free: one step of its own, so that nothing else that is being changed goes with it. */
  async release(id: string, on: string, source: SourceRef): Promise<ApiError | null> {
    try {
      const step = (facts: PersonFacts): PersonFacts => ({
        ...facts,
        custody: released(facts.custody, on, source),
        sources: [...facts.sources, source],
      });
      const facts = await call('person_facts', { id });
      const saved = await call('person_save', step(facts));
      for (const begun of this.#open)
        if (begun.kind === 'person' && begun.facts.id === id)
          (begun as unknown as Editing<PersonFacts>).rebase(saved, step);
      const said = t('facts.release_done', { name: shown(facts.name, language()) });
      this.#undoable('person', facts, saved, said);
      return null;
    } catch (thrown) {
      return asApiError(thrown);
    }
  }

  /** Says what was saved, with the way back to `before`: null when it is new, undefined when nobody knows. */
  #undoable(
    kind: Kind,
    before: Facts | null | undefined,
    saved: Facts,
    words: string,
    said?: () => string,
  ): void {
    if (before === undefined) return void notices.tell(words);
    const { id } = saved;
    const put = async (facts: Facts): Promise<void> => this.#fresh(kind, await saveFacts(facts));
    const back = async (): Promise<void> => {
      // What came with the program comes back as it was, and is no change of one's own.
      if (before && (before.own || !before.built_in)) return put(before);
      await removeFacts(kind, id);
      if (before) return this.#fresh(kind, before);
      if (kind === 'person') {
        desk.forget(id);
        app.forget(id);
      }
    };
    const label = (): string => t('undo.facts', { name: shown(saved.name, language()) });
    undoable({ label, back, again: () => put(saved), ...(said && { said }) }, words);
  }

  /** A form that lies open goes on from what is known now. */
  #fresh(kind: Kind, facts: Facts): void {
    for (const begun of this.#open)
      if (begun.kind === kind && begun.facts.id === facts.id) begun.rebase(facts, (it) => it);
  }

  #close(editing: Editing | Editing<OfficeFacts> | Editing<PersonFacts> | Editing<never>): void {
    this.#open = this.#open.filter((e) => e !== (editing as unknown));
  }
}

export const facts = new FactsDesk();
