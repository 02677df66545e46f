// What the window says by itself: short notices at the bottom, and words for screen readers only.
import { errorText } from '../i18n/codes';
import { asApiError } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';

export type Notice = { id: number; text: string; details: string | null; bad: boolean };

class Notices {
  shown = $state<Notice[]>([]);
  /** Read aloud politely, not shown. */
  spoken = $state('');
  #next = 1;

  tell(text: string): void {
    this.#add({ text, details: null, bad: false }, 6000);
  }

  /** An error stays until somebody closes it. The same one is not shown twice. */
  fail(thrown: unknown): ApiError {
    const error = asApiError(thrown);
    const text = errorText(error);
    if (!this.shown.some((n) => n.text === text))
      this.#add({ text, details: error.message || null, bad: true }, 0);
    return error;
  }

  speak(text: string): void {
    this.spoken = text;
  }

  close(id: number): void {
    this.shown = this.shown.filter((n) => n.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>, ms: number): void {
    const id = this.#next++;
    this.shown = [...this.shown.slice(-2), { id, ...notice }];
    if (ms > 0) setTimeout(() => this.close(id), ms);
  }
}

export const notices = new Notices();
