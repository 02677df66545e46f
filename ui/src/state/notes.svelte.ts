// Private notes about people. What is typed is saved within a second and when the page is left; what could not be
// saved stays here, by person, and is tried again.
import { call } from '../ipc';
import type { Note } from '../ipc/generated/Note';
import { notices } from './notices.svelte';

const SAVE_AFTER = 500;

type Saving = 'saved' | 'waiting' | 'saving' | 'failed';

const since = (note: Note): number => Date.parse(note.saved_at ?? '') || 0;

class Notes {
  person = $state('');
  text = $state('');
  saved_at = $state<string | null>(null);
  saving = $state<Saving>('saved');
  /** Typed and not saved, by person. */
  #open = new Map<string, string>();
  /** As saved last by this window, by person. */
  #last = new Map<string, Note>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saves: Promise<void> = Promise.resolve();

  /** What is open on the page is newer than what was fetched. */
  show(note: Note): void {
    const open = this.#open.get(note.person);
    const same = this.person === note.person;
    const last = this.#last.get(note.person);
    // What was fetched before the last save arrived is older than that.
    const newer = last && since(note) < since(last) ? last : note;
    const { text, saved_at } = newer;
    this.person = note.person;
    this.saved_at = saved_at;
    if (open === undefined) {
      this.text = text;
      this.saving = 'saved';
    } else {
      this.text = open;
      if (!same) this.saving = 'failed';
    }
  }

  /** Whether something typed is not saved, on this page or another one. */
  get unsaved(): boolean {
    return this.#open.size > 0;
  }

  type(text: string): void {
    this.text = text;
    this.#open.set(this.person, text);
    this.saving = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER);
  }

  /** Saves what is not saved yet, one note after the other, so that an older text never wins. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saves = this.#saves.then(async () => {
      for (const [person, text] of this.#open) await this.#save(person, text);
    });
    return this.#saves;
  }

  async #save(person: string, text: string): Promise<void> {
    const here = (): boolean => this.person === person;
    if (here()) this.saving = 'saving';
    try {
      const saved = await call('note_save', { person, text, saved_at: null });
      const newest = this.#open.get(person) === text;
      if (newest) this.#open.delete(person);
      this.#last.set(person, saved);
      if (!here()) return;
      this.saved_at = saved.saved_at;
      this.saving = newest ? 'saved' : 'waiting';
    } catch (thrown) {
      if (here()) this.saving = 'failed';
      notices.fail(thrown);
    }
  }
}

export const notes = new Notes();
