// The desk: one person, the letters being written for them. What is typed lives here and is saved within a
// second; everything else is fetched and never edited.
import { call } from '../ipc';
import type { Desk as DeskPage } from '../ipc/generated/Desk';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { Draft } from '../ipc/generated/Draft';
import type { LetterKind } from '../ipc/generated/LetterKind';
import { t } from '../i18n';
import { emptyDraft, letterTo, lettersOf, papersOf, takesEmail, wordsKey } from './choices';
import { notices } from './notices.svelte';

const SAVE_AFTER = 500;

class Desk {
  page = $state.raw<DeskPage | null>(null);
  draft = $state<Draft>(emptyDraft(''));
  /** The office whose letter lies on the sheet, when the person chose one. */
  picked = $state<string | null>(null);
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
      if (this.saving !== 'saved') return;
      this.page = null;
      this.picked = null;
      this.draft = emptyDraft(person);
    }
    try {
      const edits = this.#edits;
      const page = await call('desk_open', { id: person });
      if (this.draft.person !== person) return; // somebody else was opened meanwhile
      const first = this.page === null;
      this.page = page;
      const untouched = this.saving === 'saved' && edits === this.#edits;
      if (page.draft && untouched && (first || page.draft.saved_at > this.draft.saved_at))
        this.draft = page.draft;
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** Somebody is no longer known: their desk is put away with them. */
  forget(person: string): void {
    if (this.draft.person !== person) return;
    clearTimeout(this.#timer);
    this.page = null;
    this.picked = null;
    this.draft = emptyDraft('');
    this.saving = 'saved';
  }

  choose(office: string, on: boolean): void {
    this.draft.offices = on
      ? [...this.draft.offices.filter((o) => o !== office), office]
      : this.draft.offices.filter((o) => o !== office);
    if (on) this.picked = office;
    this.touch();
  }

  template(kind: LetterKind, id: string): void {
    this.draft.templates = { ...this.draft.templates, [kind]: id };
    this.touch();
  }

  language(office: string, language: string): void {
    this.draft.languages = { ...this.draft.languages, [office]: language };
    this.picked = office;
    this.touch();
  }

  /** Own words, under their key; see `wordsKey`. */
  words(key: string, text: string): void {
    this.draft.own_words = { ...this.draft.own_words, [key]: text };
    this.touch();
  }

  /** “Not here”: a finding that does not matter in the letter to this office. */
  dismiss(office: string, key: string): void {
    const keys = (this.draft.dismissed[office] ?? []).filter((k) => k !== key);
    this.draft.dismissed = { ...this.draft.dismissed, [office]: [...keys, key] };
    this.touch();
  }

  /** One finding is told again, or all of them. */
  tellAgain(office: string, key?: string): void {
    const keys = (this.draft.dismissed[office] ?? []).filter((k) => key !== undefined && k !== key);
    this.draft.dismissed = { ...this.draft.dismissed, [office]: keys };
    this.touch();
  }

  /** Letters that left are no longer on the desk. The next one to the same office is read afresh. */
  sent(offices: string[]): void {
    this.draft.offices = this.draft.offices.filter((o) => !offices.includes(o));
    const dismissed = Object.entries(this.draft.dismissed).filter(([office]) => !offices.includes(office));
    this.draft.dismissed = Object.fromEntries(dismissed);
    this.touch();
  }

  async confirm(office: string, channel: number): Promise<boolean> {
    try {
      const known = await call('channel_confirm', { office, channel });
      if (this.page)
        this.page = { ...this.page, offices: this.page.offices.map((o) => (o.id === known.id ? known : o)) };
      notices.speak(t('write.confirmed_now', { office: known.name }));
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
