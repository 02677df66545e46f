// The letter on the sheet, rendered by the program. Only the newest answer counts.
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { LetterRef } from '../ipc/generated/LetterRef';
import type { Preview } from '../ipc/generated/Preview';
import { coach } from './coach.svelte';

const PAUSE = 250;

class OnTheSheet {
  now = $state.raw<Preview | null>(null);
  error = $state.raw<ApiError | null>(null);
  #asked = 0;
  #last = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows another letter at once; waits for a pause in typing when only the words changed. */
  ask(letter: LetterRef | null, words: string): void {
    clearTimeout(this.#timer);
    const key = JSON.stringify(letter);
    const wait = key === this.#last ? PAUSE : 0;
    this.#last = key;
    this.#timer = setTimeout(() => void this.#fetch(letter, words), wait);
  }

  async #fetch(letter: LetterRef | null, words: string): Promise<void> {
    const mine = ++this.#asked;
    if (!letter) {
      this.#show(null, null);
      return;
    }
    try {
      const preview = await call('letter_preview', { letter, own_words: words });
      if (mine !== this.#asked) return;
      this.#show(preview, null);
    } catch (thrown) {
      if (mine !== this.#asked) return;
      const error = asApiError(thrown);
      // The field with the words has to stay, or nobody could mend them.
      if (error.params['field'] === 'own_words' && this.now) this.error = error;
      else this.#show(null, error);
    }
  }

  #show(preview: Preview | null, error: ApiError | null): void {
    this.now = preview;
    this.error = error;
    coach.hear(preview);
  }
}

export const sheet = new OnTheSheet();
