// The sending of the fake: campaigns, pauses, what letters wait for, and a run that sends one letter after the other.
import type { CampaignCard } from '../generated/CampaignCard';
import type { Hold } from '../generated/Hold';
import type { HoldCode } from '../generated/HoldCode';
import type { HoldKind } from '../generated/HoldKind';
import type { LetterState } from '../generated/LetterState';
import type { OutboxRow } from '../generated/OutboxRow';
import type { OutboxStatus } from '../generated/OutboxStatus';
import { attempt, count, letter, reply, sent, type FakeLetter } from './outbox';

export type Sending = {
  paused: boolean;
  holds: Hold[];
  campaigns: Omit<CampaignCard, 'counts' | 'hold' | 'eta'>[];
  per_hour: number | null;
  /** Minutes until the offices open; null is now. */
  quiet: number | null;
};

const CAMPAIGN = 'free-boris-november';
const OFFICES = [
  'Governor, Corrective Colony 4',
  'Commissioner for Human Rights',
  'Ambassador in Australia',
  'Minister of Justice',
];
const MINUTE = 60_000;
const iso = (at: number): string => new Date(at).toISOString();

/** One hold for each code, as they would look. */
export function holds(codes: string[], now: Date): Hold[] {
  const at = now.getTime();
  const make = (code: HoldCode, kind: HoldKind, key: string, name: string, why: string, more = {}): Hold => ({
    kind,
    key,
    name,
    why,
    code,
    since: iso(at - 22 * MINUTE),
    until: null,
    letters: 37,
    ...more,
  });
  const post = 'vera@example.org';
  const known: Record<string, Hold> = {
    sign_in: make('sign_in', 'account', 'post', post, '535 5.7.8 Authentication credentials invalid'),
    address: make(
      'address',
      'channel',
      'office@colony.example',
      'office@colony.example',
      '550 5.1.1 <office@colony.example>: Recipient address rejected: User unknown',
      { letters: 25 },
    ),
    limit: make('limit', 'account', 'second', 'anna@example.org', '550 5.4.5 Daily sending quota exceeded', {
      until: iso(at + 17 * 60 * MINUTE),
      letters: 88,
    }),
    busy: make(
      'busy',
      'office',
      'minister-north',
      'Ministry of Justice',
      '450 4.2.1 Mailbox busy, try later',
      {
        until: iso(at + 42 * MINUTE),
        letters: 6,
      },
    ),
    sender: make(
      'sender',
      'account',
      'third',
      'group@example.org',
      '553 5.7.1 Sender address not owned by user',
    ),
    certificate: make('certificate', 'account', 'fourth', 'mail@example.org', 'certificate has expired'),
    protocol: make('protocol', 'account', 'fifth', 'b@example.org', '503 5.5.1 Error: nested MAIL command', {
      letters: 1,
    }),
    relay: make('relay', 'account', 'sixth', 'c@example.org', '554 5.7.1 Relay access denied'),
    many_refusals: make('many_refusals', 'campaign', CAMPAIGN, CAMPAIGN, '550 5.7.1 Message refused', {
      letters: 125,
    }),
    content: make('content', 'campaign', 'open-letter', 'open-letter', '550 5.7.1 Message content rejected', {
      letters: 12,
    }),
    person: make('person', 'account', 'seventh', 'd@example.org', '', { letters: 3 }),
    other: make('other', 'outbox', 'outbox', '', 'the disk did not answer', { letters: 140 }),
  };
  const wanted = codes[0] === 'all' ? Object.keys(known) : codes;
  return wanted.map((code) => known[code]).filter((hold) => hold !== undefined);
}

type Plan = { state: LetterState; letters: number }[];
const UNDER_WAY: Plan = [
  { state: 'queued', letters: 124 },
  { state: 'in_doubt', letters: 1 },
  { state: 'refused', letters: 6 },
  { state: 'deferred', letters: 12 },
  { state: 'sending', letters: 1 },
  { state: 'sent', letters: 268 },
];

/** 412 letters of a campaign, as in the middle of its way, newest first. */
export function campaign(now: Date, folder: string, text: string, finished: boolean): FakeLetter[] {
  const plan: Plan = finished
    ? [
        { state: 'refused', letters: 7 },
        { state: 'sent', letters: 405 },
      ]
    : UNDER_WAY;
  const states = plan.flatMap(({ state, letters }) => Array.from({ length: letters }, () => state));
  // As they really lie: what was sent is mixed with what was refused, and the waiting ones come last to the eye.
  const at = now.getTime();
  const mixed = states.map((state, n) => ({ state, place: state === 'queued' ? n - 400 : (n * 37) % 149 }));
  mixed.sort((a, b) => a.place - b.place);
  return mixed.map(({ state }, n) => {
    const ahead = state === 'queued' ? (124 - n) * MINUTE : 0;
    const signer = `Signer ${103 - Math.floor(n / 4)}`;
    const seed: Partial<OutboxRow> & { state: LetterState; office_name: string } = {
      state: 'queued',
      office_name: OFFICES[(411 - n) % 4] ?? '',
      office: `o${n % 4}`,
      account: 'post',
      signer,
      campaign: CAMPAIGN,
      can_take_back: state === 'queued',
      not_before: ahead > 0 ? iso(at + ahead) : null,
      updated_at: iso(at - (n - 120) * MINUTE),
    };
    const it = letter(seed, `c-${n}`, now, text);
    const then = new Date(at - Math.max(1, n - 120) * MINUTE);
    if (state === 'sent') sent(it, then, folder);
    else if (state === 'deferred') {
      attempt(it, state, then, reply(iso(then.getTime()), 'rcpt', 450, '4.2.0', '450 4.2.0 Greylisted'));
      it.row.not_before = iso(at + 23 * MINUTE);
      it.row.can_take_back = true;
    } else if (state === 'refused')
      attempt(it, state, then, reply(iso(then.getTime()), 'rcpt', 550, '5.1.1', '550 5.1.1 no such user'));
    else if (state === 'in_doubt') {
      attempt(it, state, then, reply(iso(then.getTime()), 'dot', null, null, 'connection reset by peer'));
      it.transcript = TRANSCRIPT;
    } else if (state !== 'queued') it.row.state = state;
    return it;
  });
}

export const TRANSCRIPT = [
  'S: 220 smtp.example.org ESMTP',
  'C: EHLO [127.0.0.1]',
  'S: 250-smtp.example.org',
  'S: 250-PIPELINING',
  'S: 250 SIZE 20480000',
  'C: AUTH …',
  'S: 235 2.7.0 Authentication successful',
  'C: MAIL FROM:<vera@example.org>',
  'C: RCPT TO:<justice@ministry.example>',
  'C: DATA',
  'S: 250 2.1.0 Ok',
  'S: 250 2.1.5 Ok',
  'S: 354 End data with <CR><LF>.<CR><LF>',
  'C: … 2,114 bytes of the letter …',
  'C: .',
  'the connection was reset',
];

export const card = (finished: boolean, paused: boolean): Sending['campaigns'][number] => ({
  id: CAMPAIGN,
  state: finished ? 'finished' : paused ? 'paused' : 'running',
  person: 'boris-kagarlitsky',
  person_name: 'Boris Kagarlitsky',
  signers: 103,
  offices: 4,
  per_hour: finished ? null : 60,
  closes: '2026-12-31',
  window: '08:00-18:00',
});

/** What a letter waits for besides its hour. */
export function heldBy(it: FakeLetter, sending: Sending): HoldKind | null {
  if (it.row.state !== 'queued' && it.row.state !== 'deferred') return null;
  if (sending.paused) return 'outbox';
  const card = sending.campaigns.find((c) => c.id === it.row.campaign);
  if (card?.state === 'paused') return 'campaign';
  const of = (kind: HoldKind, key: string): boolean =>
    sending.holds.some((h) => h.kind === kind && (h.key === key || kind === 'outbox'));
  if (of('account', it.row.account)) return 'account';
  if (of('channel', it.row.to)) return 'channel';
  if (of('office', it.row.office)) return 'office';
  if (it.row.campaign !== null && of('campaign', it.row.campaign)) return 'campaign';
  return of('outbox', 'outbox') ? 'outbox' : null;
}

export function statusOf(letters: FakeLetter[], sending: Sending, only: string | null): OutboxStatus {
  const mine = only === null ? letters : letters.filter((l) => l.row.campaign === only);
  const counts = count(mine);
  const eta = (c: typeof counts, per_hour: number | null): string | null => {
    const left = c.queued + c.leased + c.sending + c.deferred;
    return per_hour === null || left === 0 ? null : iso(Date.now() + (left / per_hour) * 60 * MINUTE);
  };
  const chosen = sending.campaigns.find((c) => c.id === only);
  const pace = chosen ? chosen.per_hour : sending.per_hour;
  return {
    paused: chosen ? chosen.state === 'paused' : sending.paused,
    counts,
    per_hour: pace,
    eta: eta(counts, pace),
    quiet_until: sending.quiet === null ? null : iso(Date.now() + sending.quiet * MINUTE),
    holds:
      only === null ? sending.holds : sending.holds.filter((h) => h.kind !== 'campaign' || h.key === only),
    campaigns: sending.campaigns.map((c) => {
      const its = count(letters.filter((l) => l.row.campaign === c.id));
      const hold = sending.holds.find((h) => h.kind === 'campaign' && h.key === c.id) ?? null;
      return { ...c, counts: its, eta: eta(its, c.per_hour), hold };
    }),
  };
}
