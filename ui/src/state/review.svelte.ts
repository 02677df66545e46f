// The last look: exactly what would leave, then sending it.
import { t } from '../i18n';
import { asApiError, call, openFile } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { LetterRef } from '../ipc/generated/LetterRef';
import type { Review as Reviewed } from '../ipc/generated/Review';
import type { ReviewLetter } from '../ipc/generated/ReviewLetter';
import type { SendRequest } from '../ipc/generated/SendRequest';
import { app } from './app.svelte';
import { desk } from './desk.svelte';
import { notices } from './notices.svelte';

export const PRACTICE = 'practice';

/** The address of “Name <address>”. */
export const addressIn = (from: string): string => /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();

class Review {
  open = $state(false);
  account = $state(PRACTICE);
  letters = $state.raw<Reviewed | null>(null);
  error = $state.raw<ApiError | null>(null);
  sending = $state(false);
  copying = $state(false);
  /** What was done with the letters meanwhile, said where the next button is. */
  said = $state('');
  /** What the button says: something can go now. */
  able = $derived(this.open && !this.sending && this.error === null && (this.letters?.ready ?? 0) > 0);
  #asked = 0;
  #chosen = false;

  async start(): Promise<void> {
    if (desk.letters.length === 0 || this.open) return;
    this.letters = null;
    this.said = '';
    this.#through();
    this.open = true;
    await this.look();
  }

  /** Who connected a mailbox writes through it; practice is one choice away. */
  #through(): void {
    const accounts = app.about?.accounts ?? [];
    const kept = this.#chosen && (this.account === PRACTICE || accounts.some((a) => a.name === this.account));
    if (!kept) this.account = accounts[0]?.name ?? PRACTICE;
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
    this.said = '';
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
    if (!this.able || ready.length === 0) return false;
    const { person } = desk.draft;
    this.sending = true;
    try {
      const sent = await call('letters_send', { ...this.#request(), letters: ready, seals });
      this.close();
      desk.sent(
        person,
        ready.map((l) => l.office),
      );
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

  /** What can leave, to the writer alone, as a trial; the letters stay on the desk. */
  async copyToMe(): Promise<void> {
    if (desk.letters.length === 0 || this.copying) return;
    this.copying = true;
    try {
      const ready = await this.#ready();
      if (ready.length === 0) return await this.start(); // the review says why nothing can go
      const ask = { letters: ready.map((l) => l.letter), seals: ready.map((l) => l.seal) };
      const sent = await call('letters_copy', { ...this.#request(), ...ask });
      const count = sent.letters.length;
      const to = addressIn(ready[0]?.from ?? '');
      const here = this.account === PRACTICE;
      this.tell(here ? t('review.copied_practice', { count }) : t('review.copied', { count, to }));
    } catch (thrown) {
      notices.fail(thrown);
    } finally {
      this.copying = false;
    }
  }

  /** The letters that were read in the review, or as they read now. */
  async #ready(): Promise<ReviewLetter[]> {
    if (!this.open) this.#through();
    await desk.flush();
    const read = this.letters ?? (await call('letters_review', this.#request()));
    return read.letters.filter((l) => l.ready);
  }

  /** Writes a letter as a file and opens it in the mail program of this computer. */
  async toFile(letter: LetterRef): Promise<void> {
    if (!this.open) this.#through();
    await desk.flush();
    try {
      const { path } = await call('letter_file', { ...this.#request(), letters: [letter] });
      const guarded = await this.#initials(letter);
      await openFile(path);
      const said = t('review.eml_opened', { path });
      this.tell(guarded ? `${said} ${t('review.eml_guard')}` : said);
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** Whether a letter is signed with initials, as it was read in the review or as it reads now. */
  async #initials(letter: LetterRef): Promise<boolean> {
    const { office } = letter;
    const read = this.letters ?? (await call('letters_review', { ...this.#request(), letters: [letter] }));
    const guard = read.letters.find((it) => it.letter.office === office)?.guard;
    return guard ? !guard.full_name : false;
  }

  /** A notice would lie on the buttons of the review, and could not be closed there. */
  tell(text: string): void {
    if (this.open) this.said = text;
    else notices.tell(text);
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
