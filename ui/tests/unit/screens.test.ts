// Parts of the screens, rendered: what a state looks like in words, what a click asks the program.
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import Row from '../../src/features/outbox/Row.svelte';
import { happened, label, parts } from '../../src/features/outbox/told';
import Address from '../../src/features/shared/Address.svelte';
import Mailboxes from '../../src/features/settings/Mailboxes.svelte';
import Words from '../../src/features/write/Words.svelte';
import { speak } from '../../src/i18n';
import type { Channel } from '../../src/ipc/generated/Channel';
import type { OutboxCounts } from '../../src/ipc/generated/OutboxCounts';
import type { OutboxRow } from '../../src/ipc/generated/OutboxRow';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({ call: door.call, onChanged: () => Promise.resolve(() => undefined) }));

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
  ...more,
});
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
  ])('%o', (more, state, what) => {
    expect([label(row(more)), happened(row(more))]).toEqual([state, what]);
  });

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
      { name: 'post', from: 'Vera <v@example.org>', server: 'smtp.example.org', hold: '535 5.7.8 no' },
    ],
  });
  expect(screen.getByText('This mailbox is waiting for you')).toBeTruthy();
  expect(screen.getByText('535 5.7.8 no')).toBeTruthy();
});
