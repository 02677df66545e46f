// Somebody wants to close the window. What was typed is saved first; what would be left behind is told once.
import { closeWindow, onClosing, stayOpen, call } from '../ipc';
import type { OutboxCounts } from '../ipc/generated/OutboxCounts';
import { language } from '../i18n';
import { app } from './app.svelte';
import { desk } from './desk.svelte';
import { editing } from './editing.svelte';
import { facts } from './facts.svelte';
import { notes } from './notes.svelte';
import { notices } from './notices.svelte';
import { shown } from './phrases';
import { onTheWay } from './status.svelte';

/** As long as saving may take before the person is asked, in milliseconds. */
const PATIENCE = 3000;
/** Rows that are looked at for the hour of their next attempt. */
const ROWS = 200;

export type Left = { letters: number; draft: boolean; note: boolean; facts: string[] };

/** The end of today where the writer is. */
function midnight(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
}

/** How many letters would leave today: who waits for tomorrow loses nothing by the night. */
export function leaving(counts: OutboxCounts, deferred: (string | null)[], now: Date): number {
  const later = deferred.filter((at) => at !== null && Date.parse(at) >= midnight(now)).length;
  return Math.max(0, onTheWay(counts) - later);
}

class Closing {
  /** What would be left behind; null while nobody is asked. */
  asked = $state.raw<Left | null>(null);
  #busy = false;

  listen(): Promise<() => void> {
    return onClosing(() => void this.ask());
  }

  async ask(): Promise<void> {
    if (this.#busy || this.asked) return;
    this.#busy = true;
    try {
      const saving = Promise.allSettled([desk.flush(), notes.flush()]);
      editing.flush();
      await Promise.race([saving, new Promise((done) => setTimeout(done, PATIENCE))]);
      const left = await this.#left();
      if (left.letters > 0 || left.draft || left.note || left.facts.length > 0) this.asked = left;
      else await this.close();
    } finally {
      this.#busy = false;
    }
  }

  async close(): Promise<void> {
    this.asked = null;
    try {
      await closeWindow();
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  async keep(): Promise<void> {
    this.asked = null;
    try {
      await stayOpen();
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  async #left(): Promise<Left> {
    return {
      letters: await this.#letters(),
      draft: desk.draft.person !== '' && desk.saving !== 'saved',
      note: notes.unsaved,
      facts: facts.unsaved.map((it) => shown(it.facts.name, language())),
    };
  }

  /** An outbox that is paused loses nothing, and one that cannot be asked keeps nobody here. */
  async #letters(): Promise<number> {
    try {
      const { counts, paused } = await call('outbox_status', { campaign: null });
      if (paused || onTheWay(counts) === 0) return 0;
      const rows =
        counts.deferred === 0
          ? []
          : (await call('outbox_list', { state: 'deferred', campaign: null, offset: 0, limit: ROWS }))
              .letters;
      return leaving(
        counts,
        rows.map((row) => row.not_before),
        new Date(),
      );
    } catch {
      return app.onTheWay;
    }
  }
}

export const closing = new Closing();
