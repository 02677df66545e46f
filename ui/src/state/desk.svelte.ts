// The desk: one person, the letters being written for them. What is typed lives here and is saved within a
// second; everything else is fetched and never edited.
import { call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { Desk as DeskPage } from '../ipc/generated/Desk';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { Draft } from '../ipc/generated/Draft';
import type { FactRef } from '../ipc/generated/FactRef';
import type { LetterKind } from '../ipc/generated/LetterKind';
import { t } from '../i18n';
import { app } from './app.svelte';
import { emptyDraft, inYourOrder, letterTo, lettersOf, papersOf, takesEmail, wordsKey } from './choices';
import { notices } from './notices.svelte';
import { added, without } from './own-words';
import { undo } from './undo.svelte';

const SAVE_AFTER = 500;
/** What is chosen on the desk, and not typed. */
type Choice = 'offices' | 'templates' | 'languages' | 'dismissed';

/** What was chosen on this person's desk, as the steps back know it. */
export const scopeOf = (person: string): string => `desk ${person}`;

/** Where nobody chose a language, a letter begins in one that its writer writes in. */
const mine = (office: DeskOffice): DeskOffice => inYourOrder(office, app.about?.settings.writes ?? []);

class Desk {
  page = $state.raw<DeskPage | null>(null);
  draft = $state<Draft>(emptyDraft(''));
  /** The office whose letter lies on the sheet, when the person chose one. */
  picked = $state<string | null>(null);
  /** Whose letter did not open, and why: another one could not be saved, or the program could not say it. */
  shut = $state.raw<{ person: string; why: 'unsaved' | 'broken' } | null>(null);
  saving = $state<'saved' | 'waiting' | 'saving' | 'failed'>('saved');
  #edits = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saves: Promise<void> = Promise.resolve();

  /** What can be sent. */
  letters = $derived(this.page ? lettersOf(this.page, this.draft) : []);
  /** What is written here and goes on paper. */
  papers = $derived(this.page ? papersOf(this.page, this.draft) : []);
  written = $derived([...this.letters, ...this.papers]);

  /** On the sheet: what was picked, else the first chosen, else the first that could be. */
  shown = $derived.by(() => {
    const offices = this.page?.offices ?? [];
    const chosen = offices.filter((o) => this.draft.offices.includes(o.id));
    const candidates = chosen.length > 0 ? chosen : offices;
    const page = this.page;
    const fits = (o: DeskOffice): boolean => page !== null && letterTo(page, this.draft, o) !== null;
    return (
      candidates.find((o) => o.id === this.picked && fits(o)) ??
      candidates.find((o) => takesEmail(o) && fits(o)) ??
      candidates.find(takesEmail) ??
      candidates[0] ??
      null
    );
  });
  letter = $derived(this.page && this.shown ? letterTo(this.page, this.draft, this.shown) : null);
  /** The languages of letters that share their own words. */
  languages = $derived([
    ...new Set(this.written.filter((l) => wordsKey(l) === l.language).map((l) => l.language)),
  ]);
  /** The own words of the letter on the sheet. */
  own = $derived(this.letter ? (this.draft.own_words[wordsKey(this.letter)] ?? '') : '');

  async open(person: string): Promise<void> {
    if (this.draft.person !== person) {
      await this.flush();
      // Words that could not be saved stay on the desk; the notice says what is wrong.
      if (this.saving !== 'saved') {
        this.shut = { person, why: 'unsaved' };
        return;
      }
      this.page = null;
      this.picked = null;
      this.draft = emptyDraft(person);
    }
    try {
      const edits = this.#edits;
      const opened = await call('desk_open', { id: person });
      const page = { ...opened, offices: opened.offices.map(mine) };
      if (this.draft.person !== person) return; // somebody else was opened meanwhile
      const first = this.page === null;
      this.shut = null;
      this.page = page;
      const untouched = this.saving === 'saved' && edits === this.#edits;
      if (page.draft && untouched && (first || page.draft.saved_at > this.draft.saved_at))
        this.draft = page.draft;
    } catch (thrown) {
      if (this.draft.person === person && this.page === null) this.shut = { person, why: 'broken' };
      notices.fail(thrown);
    }
  }

  /** Somebody is no longer known: their desk is put away with them. */
  forget(person: string): void {
    undo.forget(scopeOf(person));
    if (this.draft.person !== person) return;
    clearTimeout(this.#timer);
    this.page = null;
    this.picked = null;
    this.draft = emptyDraft('');
    this.saving = 'saved';
  }

  /** Makes a choice, and remembers the way back from it. */
  #choose<K extends Choice>(field: K, next: Draft[K], label: () => string): void {
    const { person } = this.draft;
    const before = $state.snapshot(this.draft[field]) as Draft[K];
    const put = (value: Draft[K]): void => {
      this.draft = { ...this.draft, [field]: value };
      this.touch();
    };
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    put(next);
    undo.push({
      label,
      scope: scopeOf(person),
      back: () => this.#at(person, () => put(before)),
      again: () => this.#at(person, () => put(next)),
    });
  }

  /** On the desk of this person, in sight: nothing is changed behind somebody's back. */
  async #at(person: string, step: () => void): Promise<void> {
    if (this.draft.person !== person) await this.open(person);
    // Why is told already.
    if (this.draft.person !== person || !this.page)
      throw { code: 'not_undone', message: '', params: {} } satisfies ApiError;
    app.go('write', person);
    step();
  }

  choose(office: string, on: boolean): void {
    const rest = this.draft.offices.filter((o) => o !== office);
    const name = this.page?.offices.find((o) => o.id === office)?.name ?? '';
    this.#choose('offices', on ? [...rest, office] : rest, () =>
      t(on ? 'undo.office' : 'undo.office_out', { office: name }),
    );
    if (on) this.picked = office;
  }

  template(kind: LetterKind, id: string): void {
    this.#choose('templates', { ...this.draft.templates, [kind]: id }, () => t('undo.template'));
  }

  language(office: string, language: string): void {
    this.#choose('languages', { ...this.draft.languages, [office]: language }, () =>
      t('undo.letter_language'),
    );
    this.picked = office;
  }

  /** Own words, under their key; see `wordsKey`. */
  words(key: string, text: string): void {
    this.draft.own_words = { ...this.draft.own_words, [key]: text };
    this.touch();
  }

  /** Text from a file goes under the own words of the letter on the sheet. Returns the way back, if there is such a letter. */
  bring(text: string): (() => Promise<void>) | null {
    const { person } = this.draft;
    if (!this.letter) return null;
    const key = wordsKey(this.letter);
    const put = (change: (words: string) => string): void =>
      this.words(key, change(this.draft.own_words[key] ?? ''));
    put((words) => added(words, text));
    return undo.push({
      label: () => t('undo.words'),
      scope: scopeOf(person),
      back: () => this.#at(person, () => put((words) => without(words, text))),
      again: () => this.#at(person, () => put((words) => added(words, text))),
    });
  }

  /** “Not here”: a finding that does not matter in the letter to this office. */
  dismiss(office: string, key: string): void {
    const keys = (this.draft.dismissed[office] ?? []).filter((k) => k !== key);
    const next = { ...this.draft.dismissed, [office]: [...keys, key] };
    this.#choose('dismissed', next, () => t('undo.aside'));
  }

  /** One finding is told again, or all of them. */
  tellAgain(office: string, key?: string): void {
    const keys = (this.draft.dismissed[office] ?? []).filter((k) => key !== undefined && k !== key);
    this.#choose('dismissed', { ...this.draft.dismissed, [office]: keys }, () => t('undo.shown_again'));
  }

  /** Letters that left are no longer on the desk. The next one to the same office is read afresh. */
  sent(person: string, offices: string[]): void {
    undo.forget(scopeOf(person)); // the letters they spoke of have left
    if (this.draft.person !== person) return;
    this.draft.offices = this.draft.offices.filter((o) => !offices.includes(o));
    const dismissed = Object.entries(this.draft.dismissed).filter(([office]) => !offices.includes(office));
    this.draft.dismissed = Object.fromEntries(dismissed);
    this.touch();
  }

  async confirm(office: string, channel: number): Promise<boolean> {
    try {
      const known = mine(await call('channel_confirm', { office, channel }));
      if (this.page)
        this.page = { ...this.page, offices: this.page.offices.map((o) => (o.id === known.id ? known : o)) };
      notices.speak(t('write.confirmed_now', { office: known.name }));
      confirmed({ kind: 'channel', id: office, channel }, known.name);
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    }
  }

  touch(): void {
    this.#edits += 1;
    this.saving = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER);
  }

  /** Saves what is not saved yet; one save after the other, so that an older text never wins. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.saving === 'saved' || this.draft.person === '') return this.#saves;
    const draft = $state.snapshot(this.draft);
    const edits = this.#edits;
    this.saving = 'saving';
    this.#saves = this.#saves.then(async () => {
      try {
        const saved = await call('draft_save', draft);
        if (this.draft.person !== draft.person) return;
        this.draft.saved_at = saved.saved_at;
        if (edits === this.#edits) this.saving = 'saved';
      } catch (thrown) {
        this.saving = 'failed';
        notices.fail(thrown);
      }
    });
    return this.#saves;
  }
}

export const desk = new Desk();

/** Somebody looked at a fact: the way back says that nobody has. The desk knows both at once. */
export function confirmed(
  fact: FactRef,
  name: string,
  changed: (seen: boolean) => void = () => undefined,
): void {
  const ask = (door: 'fact_doubt' | 'fact_confirm') => async (): Promise<void> => {
    await call(door, fact);
    changed(door === 'fact_confirm');
    if (desk.page && desk.draft.person !== '') await desk.open(desk.draft.person);
  };
  undo.push({ label: () => t('undo.fact', { name }), back: ask('fact_doubt'), again: ask('fact_confirm') });
}
