// The letter on the sheet, rendered by the program. Only the newest answer counts.
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { LetterRef } from '../ipc/generated/LetterRef';
import type { Preview } from '../ipc/generated/Preview';

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
      this.now = null;
      this.error = null;
      return;
    }
    try {
      const preview = await call('letter_preview', { letter, own_words: words });
      if (mine !== this.#asked) return;
      this.now = preview;
      this.error = null;
    } catch (thrown) {
      if (mine !== this.#asked) return;
      this.now = null;
      this.error = asApiError(thrown);
    }
  }
}

export const sheet = new OnTheSheet();
