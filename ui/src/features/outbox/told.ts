// A letter's state in plain words: the coloured word and what happened. The server's own words come elsewhere.
import type { Tone } from '../../components/tone';
import { t } from '../../i18n';
import { stateText } from '../../i18n/codes';
import { time } from '../../i18n/format';
import type { LetterState } from '../../ipc/generated/LetterState';
import type { OutboxCounts } from '../../ipc/generated/OutboxCounts';
import type { OutboxRow } from '../../ipc/generated/OutboxRow';
import { PRACTICE } from '../../state/review.svelte';

export const TONES: Record<LetterState, Tone> = {
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

export function label(row: OutboxRow): string {
  if (row.state === 'sent' || row.state === 'answered' || row.state === 'posted')
    return t(`state_at.${row.state}`, { time: time(row.updated_at) });
  if (row.state === 'deferred' && row.not_before)
    return t('state_at.deferred', { time: time(row.not_before) });
  return stateText(row.state);
}

export function happened(row: OutboxRow): string {
  const code = row.last?.code ?? null;
  switch (row.state) {
    case 'queued':
      return row.not_before && !row.can_take_back
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
