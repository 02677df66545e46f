// A letter's state in plain words: the coloured word and what happened. The server's own words come elsewhere.
import type { Tone } from '../../components/tone';
import { t } from '../../i18n';
import { stateText } from '../../i18n/codes';
import { number, span, time } from '../../i18n/format';
import type { LetterState } from '../../ipc/generated/LetterState';
import type { OutboxCounts } from '../../ipc/generated/OutboxCounts';
import type { OutboxRow } from '../../ipc/generated/OutboxRow';
import type { OutboxStatus } from '../../ipc/generated/OutboxStatus';
import { PRACTICE } from '../../state/review.svelte';

const TONES: Record<LetterState, Tone> = {
  draft: 'plain',
  queued: 'plain',
  leased: 'plain',
  sending: 'blue',
  sent: 'good',
  deferred: 'wait',
  refused: 'bad',
  in_doubt: 'doubt',
  cancelled: 'plain',
  answered: 'good',
  bounced: 'bad',
  printed: 'blue',
  posted: 'good',
};

/** Beyond this the hour of the end says more than the hours until then, in milliseconds. */
const DAY = 24 * 60 * 60_000;

const isAhead = (raw: string | null): raw is string => raw !== null && Date.parse(raw) > Date.now();

/** Waits for more than its turn: a pause, a mailbox, an address. */
const isHeld = (row: OutboxRow): boolean =>
  row.held_by !== null && (row.state === 'queued' || row.state === 'deferred');

/** Whether "now" would change anything: it waits for an hour that has not come, and for nothing else. */
export const canTryNow = (row: OutboxRow): boolean =>
  row.held_by === null && (row.state === 'deferred' || waitsLong(row));

const waitsLong = (row: OutboxRow): boolean =>
  row.state === 'queued' && row.not_before !== null && Date.parse(row.not_before) - Date.now() > 60_000;

export function tone(row: OutboxRow): Tone {
  return isHeld(row) ? 'wait' : TONES[row.state];
}

export function label(row: OutboxRow): string {
  if (isHeld(row)) return t('held.label');
  if (row.state === 'sent' || row.state === 'answered' || row.state === 'posted')
    return t(`state_at.${row.state}`, { time: time(row.updated_at) });
  if (row.state === 'deferred' && isAhead(row.not_before))
    return t('state_at.deferred', { time: time(row.not_before) });
  return stateText(row.state);
}

export function happened(row: OutboxRow): string {
  if (row.held_by !== null && isHeld(row)) return t(`held.${row.held_by}`);
  const code = row.last?.code ?? null;
  switch (row.state) {
    case 'queued':
      return isAhead(row.not_before) && (!row.can_take_back || waitsLong(row))
        ? t('happened.queued_at', { time: time(row.not_before) })
        : t('happened.queued');
    case 'sent':
      if (row.account === PRACTICE) return t('happened.sent_practice');
      return row.last ? t('happened.sent', { server: row.last.server }) : '';
    case 'deferred':
      return code === null ? t('happened.deferred') : t('happened.deferred_code', { code });
    case 'refused':
      return code === null ? t('happened.refused') : t('happened.refused_code', { code });
    default:
      return t(`happened.${row.state}`);
  }
}

/** What the counts say, in the order of the bar. Letters that were taken back are not part of it. */
export function parts(counts: OutboxCounts): { state: LetterState; tone: Tone; size: number }[] {
  return [
    { state: 'sent', tone: 'good', size: counts.sent },
    { state: 'sending', tone: 'blue', size: counts.sending },
    { state: 'deferred', tone: 'wait', size: counts.deferred },
    { state: 'refused', tone: 'bad', size: counts.refused },
    { state: 'in_doubt', tone: 'doubt', size: counts.in_doubt },
    { state: 'queued', tone: 'plain', size: counts.queued + counts.leased },
    { state: 'cancelled', tone: 'plain', size: counts.cancelled },
  ];
}

/** When the last letter leaves, as honestly as it is known; empty when nothing leaves or nobody knows. */
export function eta(status: OutboxStatus, now: number): string {
  const { counts, per_hour } = status;
  const waiting = counts.queued + counts.leased + counts.sending + counts.deferred;
  if (waiting === 0 || status.paused) return '';
  if (isAhead(status.quiet_until)) return t('outbox.quiet', { time: time(status.quiet_until) });
  if (status.eta === null) return '';
  const left = Math.max(0, Date.parse(status.eta) - now);
  const pace = per_hour === null ? null : number(Math.round(per_hour));
  if (left > DAY) {
    const when = time(status.eta);
    return pace === null ? t('outbox.until', { when }) : t('outbox.until_pace', { when, pace });
  }
  const words = { span: span(left) };
  return pace === null ? t('outbox.eta', words) : t('outbox.eta_pace', { ...words, pace });
}

/** `08:00-18:00`, the hours in which letters leave, as the hours in which they do not. */
export function quietHours(window: string | null): { from: string; until: string } | null {
  const found = /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/.exec(window ?? '');
  return found?.[1] && found[2] ? { from: found[2], until: found[1] } : null;
}
