// Parts of the screens, rendered: what a state looks like in words, what a click asks the program.
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import Hold from '../../src/features/outbox/Hold.svelte';
import Row from '../../src/features/outbox/Row.svelte';
import { canTryNow, eta, happened, label, parts, quietHours, tone } from '../../src/features/outbox/told';
import Address from '../../src/features/shared/Address.svelte';
import Mailboxes from '../../src/features/settings/Mailboxes.svelte';
import Words from '../../src/features/write/Words.svelte';
import { speak } from '../../src/i18n';
import type { Channel } from '../../src/ipc/generated/Channel';
import type { Hold as HoldRow } from '../../src/ipc/generated/Hold';
import type { HoldCode } from '../../src/ipc/generated/HoldCode';
import type { OutboxCounts } from '../../src/ipc/generated/OutboxCounts';
import type { OutboxRow } from '../../src/ipc/generated/OutboxRow';
import type { OutboxStatus } from '../../src/ipc/generated/OutboxStatus';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({
  call: door.call,
  notify: vi.fn(),
  onChanged: () => Promise.resolve(() => undefined),
}));

const NOW = new Date(2026, 10, 23, 14, 2);
const later = (seconds: number): string => new Date(NOW.getTime() + seconds * 1000).toISOString();
const row = (more: Partial<OutboxRow>): OutboxRow => ({
  id: '1',
  state: 'sent',
  person: 'p',
  person_name: 'Boris Kagarlitsky',
  office: 'o',
  office_name: 'Embassy',
  signer: 'Vera',
  template: 't',
  lang: 'en',
  subject: 's',
  to: 'a@b.example',
  account: 'post',
  queued_at: NOW.toISOString(),
  updated_at: NOW.toISOString(),
  not_before: null,
  can_take_back: false,
  attempts: 0,
  last: null,
  copy: false,
  campaign: null,
  held_by: null,
  ...more,
});
const NONE: OutboxCounts = {
  queued: 0,
  leased: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  refused: 0,
  in_doubt: 0,
  cancelled: 0,
  total: 0,
};
const said = (code: number | null) => ({
  at: '',
  phase: 'rcpt',
  server: 'smtp.example.org',
  code,
  enhanced: null,
  text: '',
});

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  speak('en');
  door.call.mockReset();
  door.call.mockResolvedValue(row({ state: 'cancelled' }));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('a letter in plain words', () => {
  test.each<[Partial<OutboxRow>, string, string]>([
    [{ state: 'queued', can_take_back: true, not_before: later(9) }, 'Waiting', 'leaves in a moment'],
    [{ state: 'queued', not_before: later(1800) }, 'Waiting', 'leaves at 14:32'],
    [{ state: 'sending' }, 'Sending', 'being handed to the mail server'],
    [{ last: said(250) }, 'Sent 14:02', 'accepted by smtp.example.org'],
    [{ account: 'practice', last: said(250) }, 'Sent 14:02', 'in the practice mailbox on this computer'],
    [
      { state: 'deferred', not_before: later(1380), last: said(450) },
      'Trying again at 14:25',
      'the server asked us to wait (450)',
    ],
    [{ state: 'deferred', last: said(null) }, 'Trying again', 'the server could not be reached'],
    [
      { state: 'refused', last: said(550) },
      'Refused',
      'the server did not take it (550). The details say why',
    ],
    [{ state: 'cancelled' }, 'Taken back', 'you took it back'],
    [{ state: 'queued', not_before: later(-60) }, 'Waiting', 'leaves in a moment'],
    [{ state: 'queued', can_take_back: true, not_before: later(1800) }, 'Waiting', 'leaves at 14:32'],
    [
      { state: 'deferred', not_before: later(-60), last: said(450) },
      'Trying again',
      'the server asked us to wait (450)',
    ],
    [{ state: 'queued', held_by: 'account' }, 'On hold', 'waits for its mailbox'],
    [
      { state: 'deferred', held_by: 'channel', not_before: later(1800), last: said(450) },
      'On hold',
      'waits until the address is looked at',
    ],
    [{ state: 'queued', held_by: 'outbox' }, 'On hold', 'waits: sending is paused'],
    [{ held_by: 'account', last: said(250) }, 'Sent 14:02', 'accepted by smtp.example.org'],
  ])('%o', (more, state, what) => {
    expect([label(row(more)), happened(row(more))]).toEqual([state, what]);
  });

  test('what waits for more than its turn has the colour of waiting', () => {
    expect([tone(row({ state: 'queued' })), tone(row({ state: 'queued', held_by: 'office' }))]).toEqual([
      'plain',
      'wait',
    ]);
  });

  test.each<[Partial<OutboxRow>, boolean]>([
    [{ state: 'deferred' }, true],
    [{ state: 'queued', not_before: later(1800) }, true],
    [{ state: 'queued', can_take_back: true, not_before: later(1800) }, true],
    [{ state: 'queued', can_take_back: true, not_before: later(9) }, false],
    [{ state: 'queued' }, false],
    [{ state: 'deferred', held_by: 'account' }, false],
    [{ state: 'in_doubt' }, false],
    [{ state: 'sent' }, false],
  ])('%o can be tried now: %s', (more, can) => expect(canTryNow(row(more))).toBe(can));

  test('the parts of the bar are all letters', () => {
    const counts: OutboxCounts = {
      queued: 1,
      leased: 2,
      sending: 4,
      sent: 8,
      deferred: 16,
      refused: 32,
      in_doubt: 64,
      cancelled: 128,
      total: 255,
    };
    expect(parts(counts).reduce((sum, part) => sum + part.size, 0)).toBe(counts.total);
  });
});

describe('when the last letter leaves', () => {
  const status = (more: Partial<OutboxStatus>): OutboxStatus => ({
    paused: false,
    counts: { ...NONE, queued: 144, total: 144 },
    per_hour: 60,
    eta: later(144 * 60),
    quiet_until: null,
    holds: [],
    campaigns: [],
    ...more,
  });
  test.each<[Partial<OutboxStatus>, string]>([
    [{}, 'about 2 h 24 min left at 60 an hour'],
    [{ per_hour: null }, 'about 2 h 24 min left'],
    [{ per_hour: 59.7 }, 'about 2 h 24 min left at 60 an hour'],
    [{ eta: later(3 * 86_400) }, 'the last one about 26 Nov, 14:02, at 60 an hour'],
    [{ eta: later(-5) }, 'about 1 min left at 60 an hour'],
    [{ eta: null }, ''],
    [{ paused: true }, ''],
    [{ counts: NONE }, ''],
    [{ quiet_until: later(3600) }, 'the offices are closed now, letters leave from 15:02'],
  ])('%o', (more, said) => expect(eta(status(more), NOW.getTime())).toBe(said));
  test.each([
    ['08:00-18:00', { from: '18:00', until: '08:00' }],
    [null, null],
    ['weekdays', null],
  ])('the hours outside %s are quiet', (window, hours) => expect(quietHours(window)).toEqual(hours));
});

describe('a letter that is not certain', () => {
  test('asks once for each of three answers, and ignores the second half of a double click', async () => {
    render(Row, { row: row({ state: 'in_doubt' }) });
    for (const answer of ['sent', 'again', 'drop'])
      expect(screen.getByTestId(`resolve-${answer}-1`).title, answer).not.toBe('');
    await fireEvent.click(screen.getByTestId('resolve-sent-1'), { detail: 2 });
    expect(door.call).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByTestId('resolve-sent-1'), { detail: 1 });
    expect(door.call).toHaveBeenCalledWith('letter_resolve', { id: '1', decision: 'sent' });
  });
});

test('a letter that waits for an hour can be tried now', async () => {
  render(Row, { row: row({ state: 'deferred', not_before: later(1380), last: said(450) }) });
  await fireEvent.click(screen.getByTestId('retry-1'));
  expect(door.call).toHaveBeenCalledWith('letter_retry', { id: '1' });
});

describe('what letters wait for', () => {
  const hold = (more: Partial<HoldRow>): HoldRow => ({
    kind: 'account',
    key: 'post',
    name: 'vera@example.org',
    why: '535 5.7.8 no',
    code: 'sign_in',
    since: later(-3600),
    until: null,
    letters: 37,
    ...more,
  });
  test.each<[Partial<HoldRow>, string, string]>([
    [{}, 'hold-lift-account-post', 'Try again'],
    [
      { kind: 'channel', key: 'a@b.example', code: 'address' },
      'hold-lift-channel-a@b.example',
      'The address is right',
    ],
    [{ kind: 'campaign', key: 'november', code: 'content' }, 'hold-lift-campaign-november', 'Go on'],
  ])('%o has one button', (more, testid, text) => {
    render(Hold, { hold: hold(more) });
    expect(screen.getByTestId(testid).textContent.trim()).toBe(text);
    expect(screen.getByText('37 letters wait')).toBeTruthy();
  });
  test('says in plain words what happened, the server’s own beside it, and when it goes on', () => {
    render(Hold, { hold: hold({ code: 'limit', until: later(3600) }) });
    expect(screen.getByText('The limit of this mailbox is reached')).toBeTruthy();
    expect(screen.getByText(/Goes on by itself at 15:02/)).toBeTruthy();
    expect(screen.getByText('535 5.7.8 no')).toBeTruthy();
  });
  test('a code of tomorrow still has words', () => {
    render(Hold, { hold: hold({ code: 'of_tomorrow' as HoldCode }) });
    expect(screen.getByText('Something needs your eye')).toBeTruthy();
  });
  test('why it could not go on is told where it is', async () => {
    door.call.mockImplementation((name: string) =>
      name === 'hold_lift'
        ? Promise.reject({ code: 'account_refused', message: '535 still no', params: {} })
        : Promise.resolve({ letters: [], total: 0, counts: NONE, holds: [], campaigns: [] }),
    );
    render(Hold, { hold: hold({}) });
    await fireEvent.click(screen.getByTestId('hold-lift-account-post'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(door.call).toHaveBeenCalledWith('hold_lift', { kind: 'account', key: 'post' });
    expect(screen.getByRole('alert').textContent).toContain('did not accept the password');
    expect(screen.getByRole('alert').textContent).toContain('535 still no');
  });
});

describe('taking a letter back', () => {
  test('is offered with its seconds, which run', async () => {
    render(Row, { row: row({ state: 'queued', can_take_back: true, not_before: later(9) }) });
    expect(screen.getByTestId('take-back-1').textContent).toContain('9');
    await vi.advanceTimersByTimeAsync(4000);
    expect(screen.getByTestId('take-back-1').textContent).toContain('5');
    await vi.advanceTimersByTimeAsync(6000);
    expect(screen.getByTestId('take-back-1').textContent).not.toMatch(/\d/);
  });
  test('is offered without a clock to a letter that waits for hours', () => {
    render(Row, { row: row({ state: 'deferred', can_take_back: true, not_before: later(7200) }) });
    expect(screen.getByTestId('take-back-1').textContent).not.toMatch(/\d/);
  });
  test('asks the program for this letter', async () => {
    render(Row, { row: row({ state: 'queued', can_take_back: true, not_before: later(9) }) });
    await fireEvent.click(screen.getByTestId('take-back-1'));
    expect(door.call).toHaveBeenCalledWith('letter_take_back', { id: '1' });
  });
  test('is not offered for a letter that has left', () => {
    render(Row, { row: row({ not_before: later(9) }) });
    expect(screen.queryByTestId('take-back-1')).toBeNull();
    expect(screen.getByTestId('outbox-row-1').dataset['state']).toBe('sent');
  });
});

describe('an address', () => {
  const channel = (more: Partial<Channel>): Channel => ({
    number: 1,
    kind: 'email',
    value: 'kanc@rusemb.org.uk',
    status: 'unknown',
    note: null,
    source: { title: 'Contact page', url: null, published: '2019', checked_on: null },
    freshness: 'unchecked',
    confirmed_at: null,
    ...more,
  });
  test('that nobody looked at says since when it is known, and takes one click', async () => {
    const onconfirm = vi.fn();
    render(Address, { channel: channel({}), testid: 'confirm-x', onconfirm });
    expect(screen.getByText('Published 2019, not checked since.')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('confirm-x'));
    expect(onconfirm).toHaveBeenCalledOnce();
  });
  test('that was checked long ago says so', () => {
    render(Address, {
      channel: channel({ freshness: 'stale', confirmed_at: '2026-03-02T10:00:00Z' }),
      testid: 'x',
      onconfirm: vi.fn(),
    });
    expect(screen.getByText('Last checked 2 March 2026, more than half a year ago.')).toBeTruthy();
  });
  test('that is checked asks nothing', () => {
    render(Address, {
      channel: channel({ freshness: 'checked', confirmed_at: '2026-11-02T10:00:00Z' }),
      testid: 'x',
      onconfirm: vi.fn(),
    });
    expect(screen.queryByTestId('x')).toBeNull();
  });
});

test('on the sheet, fields are tinted and a field without a value says what is missing', () => {
  const part = (text: string, field: string | null) => ({
    kind: field ? ('field' as const) : ('text' as const),
    text,
    field,
    question: null,
  });
  const { container } = render(Words, {
    parts: [
      part('about ', null),
      part('Boris', 'person.name'),
      part(', ', null),
      part('{{person.occupation}}', 'person.occupation'),
    ],
  });
  expect(container.textContent.trim()).toBe('about Boris, missing: the person’s occupation');
  expect(container.querySelector('.merged')?.textContent).toBe('Boris');
});

test('a mailbox that waits for a person says so, with the server’s own words', () => {
  render(Mailboxes, {
    accounts: [
      {
        name: 'post',
        from: 'Vera <v@example.org>',
        server: 'smtp.example.org',
        hold: '535 5.7.8 no',
        today: 38,
        per_hour: 20,
        per_day: 100,
        cap_hour: null,
        cap_day: null,
        hold_until: null,
        hold_code: 'sign_in',
      },
    ],
  });
  expect(screen.getByText('This mailbox is waiting for you')).toBeTruthy();
  expect(screen.getByText('535 5.7.8 no')).toBeTruthy();
});
