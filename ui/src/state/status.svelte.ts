// How the sending gets on: all letters, and those of the campaign that was chosen. What a person says to it.
import { t } from '../i18n';
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { Hold } from '../ipc/generated/Hold';
import type { OutboxScope } from '../ipc/generated/OutboxScope';
import type { OutboxStatus } from '../ipc/generated/OutboxStatus';
import { notices } from './notices.svelte';

type Deed = 'outbox_pause' | 'outbox_resume' | 'outbox_stop';
type Lifted = { ok: true } | { ok: false; error: ApiError };

export const holdKey = (hold: Pick<Hold, 'kind' | 'key'>): string => `${hold.kind}-${hold.key}`;

/** A pause that a person asked for. The window has a button for it elsewhere. */
export const isPause = (hold: Hold): boolean =>
  hold.code === 'person' && (hold.kind === 'outbox' || hold.kind === 'campaign');

/** Letters that have not reached an end. */
export const onTheWay = (c: OutboxStatus['counts']): number => c.queued + c.leased + c.sending + c.deferred;

class Status {
  all = $state.raw<OutboxStatus | null>(null);
  /** The chosen campaign; null is all letters. */
  campaign = $state<string | null>(null);
  busy = $state<Deed | null>(null);
  #one = $state.raw<OutboxStatus | null>(null);
  #asked = 0;

  card = $derived(this.all?.campaigns.find((c) => c.id === this.campaign) ?? null);
  shown = $derived.by((): OutboxStatus | null => {
    if (this.campaign === null) return this.all;
    if (this.#one || !this.all || !this.card) return this.#one;
    // Until the answer is here, what the card knows.
    const { counts, per_hour, eta, hold, state } = this.card;
    const holds = hold ? [hold] : [];
    return { ...this.all, counts, per_hour, eta, holds, paused: state === 'paused', quiet_until: null };
  });
  /** What letters wait for and a person can do something about. */
  holds = $derived((this.shown?.holds ?? []).filter((h) => !isPause(h)));
  /** Things that wait for a person: holds that do not free themselves, and letters in doubt. */
  needs = $derived(
    (this.all?.holds ?? []).filter((h) => h.until === null && !isPause(h)).length +
      (this.all?.counts.in_doubt ?? 0),
  );

  async load(): Promise<void> {
    const mine = ++this.#asked;
    const { campaign } = this;
    try {
      const one = campaign === null ? null : call('outbox_status', { campaign });
      const [all, chosen] = await Promise.all([call('outbox_status', { campaign: null }), one]);
      if (mine !== this.#asked) return; // somebody asked again meanwhile
      this.all = all;
      this.#one = chosen;
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  choose(campaign: string | null): void {
    this.campaign = campaign;
    this.#one = null;
  }

  /** Returns whether it was done; why not is told by the notice. */
  async order(deed: Deed, scope: OutboxScope): Promise<boolean> {
    if (this.busy) return false;
    this.busy = deed;
    const before = this.#waiting(scope);
    try {
      await call(deed, scope);
      const { name, count } = { name: scope.campaign ?? '', count: before };
      if (deed === 'outbox_stop') notices.tell(t('outbox.stopped', { count }));
      else notices.speak(t(deed === 'outbox_pause' ? 'outbox.paused_now' : 'outbox.resumed_now', { name }));
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    } finally {
      this.busy = null;
      await this.load();
    }
  }

  /** The failure is shown where the hold is, so it is handed back and not told. */
  async lift({ kind, key }: Pick<Hold, 'kind' | 'key'>): Promise<Lifted> {
    try {
      await call('hold_lift', { kind, key });
      notices.speak(t('hold.lifted'));
      return { ok: true };
    } catch (thrown) {
      return { ok: false, error: asApiError(thrown) };
    } finally {
      await this.load();
    }
  }

  #waiting(scope: OutboxScope): number {
    const of = scope.campaign === null ? this.all : this.shown;
    return of ? of.counts.queued + of.counts.leased + of.counts.deferred : 0;
  }
}

export const status = new Status();
