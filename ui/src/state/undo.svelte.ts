// What was changed last, and the way back. Ctrl+Z takes the last change back wherever it was made; a notice with
// “Undo” holds the same way back. What is typed has the undo of its field; letters that left have none.
import { t } from '../i18n';
import { notices } from './notices.svelte';

export type Words = string | (() => string);
export type Deed = {
  /** What was done, as a person would name it: “Choice of a template”. */
  label: Words;
  back: () => void | Promise<void>;
  /** Does it once more; without it the change can only be taken back. */
  again?: () => void | Promise<void>;
  /** What it belongs to: when that is gone, so is the way back. */
  scope?: string;
  /** What is said when it is taken back, where the label alone would be too little. */
  said?: Words;
};

/** More steps than anybody remembers. */
export const KEPT = 100;

export const read = (words: Words): string => (typeof words === 'string' ? words : words());
const named = (deeds: Deed[]): string | null => {
  const deed = deeds.at(-1);
  return deed ? read(deed.label) : null;
};

class Undo {
  #past = $state.raw<Deed[]>([]);
  #future = $state.raw<Deed[]>([]);
  #busy = false;

  /** What would be taken back now, or done again; null when there is nothing. */
  last = $derived(named(this.#past));
  next = $derived(named(this.#future));

  /** Remembers a change. Returns the way back from this very one, for a button beside it. */
  push(deed: Deed): () => Promise<void> {
    // Whatever a step back changes on its way is no change of the person's.
    if (!this.#busy) {
      this.#past = [...this.#past, deed].slice(-KEPT);
      this.#future = [];
    }
    return async () => {
      if (this.#past.includes(deed)) await this.#take(deed);
    };
  }

  /** Whether the next step back, or again, belongs to this. */
  within(scope: string, which: 'undo' | 'redo'): boolean {
    return (which === 'undo' ? this.#past : this.#future).at(-1)?.scope === scope;
  }

  async back(): Promise<void> {
    const deed = this.#past.at(-1);
    if (deed) await this.#take(deed);
    else if (!this.#busy) notices.once(t('undo.nothing'));
  }

  async again(): Promise<void> {
    const deed = this.#future.at(-1);
    if (this.#busy) return;
    if (!deed?.again) return notices.once(t('undo.nothing_again'));
    this.#future = this.#future.slice(0, -1);
    if (!(await this.#run(deed.again))) return;
    this.#past = [...this.#past, deed];
    notices.tell(t('undo.again_done', { what: read(deed.label) }));
  }

  /** There is no way back any more from what belongs to this. */
  forget(scope: string): void {
    this.#past = this.#past.filter((deed) => deed.scope !== scope);
    this.#future = this.#future.filter((deed) => deed.scope !== scope);
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }

  async #take(deed: Deed): Promise<void> {
    if (this.#busy) return;
    this.#past = this.#past.filter((it) => it !== deed);
    // What cannot be taken back is not tried a second time: the notice says why.
    if (!(await this.#run(deed.back))) return;
    this.#future = deed.again ? [...this.#future, deed] : [];
    notices.tell(deed.said ? read(deed.said) : t('undo.done', { what: read(deed.label) }));
  }

  async #run(step: () => void | Promise<void>): Promise<boolean> {
    this.#busy = true;
    try {
      await step();
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}

export const undo = new Undo();
