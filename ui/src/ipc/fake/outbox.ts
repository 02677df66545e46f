// The outbox of the fake: letters wait, leave, are sent; one is asked to wait, one is left in doubt.
import type { Attempt } from '../generated/Attempt';
import type { LetterState } from '../generated/LetterState';
import type { LetterStory } from '../generated/LetterStory';
import type { OutboxCounts } from '../generated/OutboxCounts';
import type { OutboxRow } from '../generated/OutboxRow';

export type FakeLetter = LetterStory;
type Seed = Partial<OutboxRow> & { state: LetterState; office_name: string };

export const reply = (
  at: string,
  phase: string,
  code: number | null,
  enhanced: string | null,
  text: string,
): Attempt => ({
  at,
  phase,
  server: 'smtp.example.org',
  code,
  enhanced,
  text,
});

export function letter(seed: Seed, id: string, now: Date, text: string): FakeLetter {
  const at = seed.updated_at ?? now.toISOString();
  const row: OutboxRow = {
    id,
    person: 'boris-kagarlitsky',
    person_name: 'Boris Kagarlitsky',
    office: 'ombudsman-ru',
    signer: 'Vera Lindqvist',
    template: 'just-peace',
    lang: 'en',
    subject: 'Boris Kagarlitsky and a just peace',
    to: 'commissioner@office.example',
    account: 'practice',
    queued_at: at,
    updated_at: at,
    not_before: null,
    can_take_back: false,
    attempts: 0,
    last: null,
    campaign: null,
    held_by: null,
    copy: false,
    ...seed,
  };
  return {
    row,
    message_id: `<${id}@unforgotten.local>`,
    from: 'Vera Lindqvist <vera@example.org>',
    text,
    attempts: [],
    eml: null,
    transcript: [],
  };
}

export function attempt(it: FakeLetter, state: LetterState, now: Date, by: Attempt | null): void {
  it.row.state = state;
  it.row.updated_at = now.toISOString();
  it.row.can_take_back = false;
  if (!by) return;
  it.attempts.push(by);
  it.row.attempts = it.attempts.length;
  it.row.last = by;
}

export function sent(it: FakeLetter, now: Date, folder: string): void {
  const practice = it.row.account === 'practice';
  const by = reply(now.toISOString(), 'dot', 250, '2.0.0', '250 2.0.0 Ok: queued as 4C1B2');
  attempt(it, 'sent', now, practice ? { ...by, server: '127.0.0.1' } : by);
  if (practice) it.eml = `${folder}/${it.row.id}.eml`;
}

export function seeds(now: Date, folder: string, text: string): FakeLetter[] {
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const mail = { account: 'post', signer: 'Vera Lindqvist' };
  const make = (n: number, office_name: string, minutes: number, more: Partial<OutboxRow> = {}): FakeLetter =>
    letter(
      { state: 'queued', office_name, updated_at: ago(minutes).toISOString(), ...more },
      `old-${n}`,
      now,
      text,
    );

  const done = make(1, 'Embassy in Berlin', 95, { person: 'maryam-rostami', person_name: 'Maryam Rostami' });
  sent(done, ago(95), folder);
  const grey = make(2, 'Ministry of Justice', 22, { ...mail, not_before: ago(-14).toISOString() });
  const wait =
    '450 4.2.0 <justice@ministry.example>: Recipient address rejected: Greylisted, try again in 15 minutes';
  attempt(grey, 'deferred', ago(22), reply(ago(22).toISOString(), 'rcpt', 450, '4.2.0', wait));
  const doubt = make(3, 'High Commissioner for Human Rights in the Russian Federation', 18, mail);
  attempt(
    doubt,
    'in_doubt',
    ago(18),
    reply(ago(18).toISOString(), 'dot', null, null, 'connection reset by peer after the last dot'),
  );
  const gone = make(4, 'Governor, Corrective Colony 4', 16, { ...mail, to: 'office@colony.example' });
  attempt(
    gone,
    'refused',
    ago(16),
    reply(ago(16).toISOString(), 'rcpt', 550, '5.1.1', '550 5.1.1 <office@colony.example>: no such user'),
  );
  return [done, grey, doubt, gone];
}

export function count(all: FakeLetter[]): OutboxCounts {
  const of = new Map<LetterState, number>();
  for (const { row } of all) of.set(row.state, (of.get(row.state) ?? 0) + 1);
  const n = (state: LetterState): number => of.get(state) ?? 0;
  return {
    queued: n('queued'),
    leased: n('leased'),
    sending: n('sending'),
    sent: n('sent'),
    deferred: n('deferred'),
    refused: n('refused'),
    in_doubt: n('in_doubt'),
    cancelled: n('cancelled'),
    total: all.length,
  };
}

/** From `queued` to its end; `tell` is called after each step. Greylisted letters come back after a while. */
export function travel(
  it: FakeLetter,
  wait: number,
  grey: boolean,
  folder: string,
  tell: () => void,
  held: () => boolean,
): void {
  const later = (ms: number, step: () => void): void =>
    void setTimeout(() => {
      step();
      tell();
    }, ms);
  const hand = (): void => {
    if (it.row.state === 'cancelled') return;
    if (held()) return later(wait / 4, hand);
    attempt(it, 'sending', new Date(), null);
    later(wait / 8, () => {
      const now = new Date();
      if (!grey || it.attempts.length > 0) return sent(it, now, folder);
      const said = reply(now.toISOString(), 'rcpt', 450, '4.2.0', '450 4.2.0 Greylisted, try again later');
      attempt(it, 'deferred', now, said);
      it.row.not_before = new Date(now.getTime() + wait * 2).toISOString();
      later(wait * 2, hand);
    });
  };
  later(wait, hand);
}
