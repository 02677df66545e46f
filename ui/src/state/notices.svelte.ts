// What the window says by itself: short notices at the bottom, and words for screen readers only.
import { errorText } from '../i18n/codes';
import { asApiError } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';

export type Notice = {
  id: number;
  text: string;
  details: string | null;
  bad: boolean;
  /** Until somebody closes it. */
  stays: boolean;
  /** The way back from what it tells. */
  undo?: (() => Promise<void>) | undefined;
};

/** As many at a time, unless more of them stay. */
const SHOWN = 3;
/** As long as words are gone before they are said again, in milliseconds. */
const REPEAT = 50;

class Notices {
  shown = $state<Notice[]>([]);
  /** Read aloud politely, not shown. */
  spoken = $state('');
  #next = 1;
  #repeat: ReturnType<typeof setTimeout> | undefined;

  /** `undo` puts a button beside the words; `stay` leaves them until somebody closes them. */
  tell(text: string, { undo, stay = false }: { undo?: () => Promise<void>; stay?: boolean } = {}): number {
    return this.#add({ text, details: null, bad: false, stays: stay, undo }, undo ? 12_000 : 6000);
  }

  /** An error stays until somebody closes it. The same one is not shown twice. */
  fail(thrown: unknown): ApiError {
    const error = asApiError(thrown);
    const text = errorText(error);
    if (!this.shown.some((n) => n.text === text))
      this.#add({ text, details: error.message || null, bad: true, stays: true });
    return error;
  }

  /** What it says already is closed first, so that the same words are not there twice. */
  once(text: string): void {
    this.shown = this.shown.filter((n) => n.text !== text);
    this.tell(text);
  }

  /** The same words are read once more only when they were gone in between. */
  speak(text: string): void {
    clearTimeout(this.#repeat);
    const same = text !== '' && this.spoken === text;
    this.spoken = same ? '' : text;
    if (same) this.#repeat = setTimeout(() => (this.spoken = text), REPEAT);
  }

  close(id: number): void {
    this.shown = this.shown.filter((n) => n.id !== id);
  }

  /** What would go by itself makes room; what stays until it is closed stays. */
  #add(notice: Omit<Notice, 'id'>, ms = 0): number {
    const id = this.#next++;
    const before = [...this.shown];
    while (before.length >= SHOWN) {
      const oldest = before.findIndex((n) => !n.stays);
      if (oldest === -1) break;
      before.splice(oldest, 1);
    }
    this.shown = [...before, { id, ...notice }];
    if (!notice.stays) setTimeout(() => this.close(id), ms);
    return id;
  }
}

export const notices = new Notices();
