// The last look: exactly what would leave, then sending it.
import { t } from '../i18n';
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { Review as Reviewed } from '../ipc/generated/Review';
import type { SendRequest } from '../ipc/generated/SendRequest';
import { app } from './app.svelte';
import { desk } from './desk.svelte';
import { notices } from './notices.svelte';

export const PRACTICE = 'practice';

class Review {
  open = $state(false);
  account = $state(PRACTICE);
  letters = $state.raw<Reviewed | null>(null);
  error = $state.raw<ApiError | null>(null);
  sending = $state(false);
  #asked = 0;
  #chosen = false;

  async start(): Promise<void> {
    if (desk.letters.length === 0 || this.open) return;
    this.letters = null;
    // Who connected a mailbox writes through it; practice is one choice away.
    const accounts = app.about?.accounts ?? [];
    const kept = this.#chosen && (this.account === PRACTICE || accounts.some((a) => a.name === this.account));
    if (!kept) this.account = accounts[0]?.name ?? PRACTICE;
    this.open = true;
    await this.look();
  }

  close(): void {
    this.open = false;
    this.letters = null;
    this.error = null;
  }

  async look(): Promise<void> {
    const mine = ++this.#asked;
    await desk.flush();
    try {
      const letters = await call('letters_review', this.#request());
      if (mine !== this.#asked) return;
      this.letters = letters;
      this.error = null;
    } catch (thrown) {
      if (mine === this.#asked) this.error = asApiError(thrown);
    }
  }

  async pick(account: string): Promise<void> {
    this.#chosen = true;
    this.account = account;
    await this.look();
  }

  async confirm(office: string, channel: number): Promise<void> {
    if (await desk.confirm(office, channel)) await this.look();
  }

  /** Sends what is ready. Returns whether something is now in the outbox. */
  async send(): Promise<boolean> {
    const read = (this.letters?.letters ?? []).filter((l) => l.ready);
    const ready = read.map((l) => l.letter);
    const seals = read.map((l) => l.seal);
    if (ready.length === 0 || this.sending) return false;
    this.sending = true;
    try {
      const sent = await call('letters_send', { ...this.#request(), letters: ready, seals });
      this.close();
      desk.sent(ready.map((l) => l.office));
      await desk.flush();
      notices.tell(t('review.sent', { count: sent.letters.length }));
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      await this.look();
      return false;
    } finally {
      this.sending = false;
    }
  }

  #request(): SendRequest {
    return {
      account: this.account,
      letters: $state.snapshot(desk.letters),
      own_words: $state.snapshot(desk.draft.own_words),
      seals: [],
    };
  }
}

export const review = new Review();
