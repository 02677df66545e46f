// What leaves: only letters that are in sight, by a key of its own, for the person they were read for.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keys } from '../../src/features/frame/keys';
import type { AppState } from '../../src/ipc/generated/AppState';
import type { DeskOffice } from '../../src/ipc/generated/DeskOffice';
import { app } from '../../src/state/app.svelte';
import { DEEDS } from '../../src/state/deeds';
import { desk } from '../../src/state/desk.svelte';
import { doing } from '../../src/state/finds';
import { menuOf } from '../../src/state/menu';
import { notices } from '../../src/state/notices.svelte';
import { addressIn, review } from '../../src/state/review.svelte';
import { sheet } from '../../src/state/preview.svelte';
import { taking } from '../../src/state/taking.svelte';
import { undo } from '../../src/state/undo.svelte';

const door = vi.hoisted(() => ({ call: vi.fn() }));
const opened = vi.hoisted(() => ({ paths: [] as string[] }));
vi.mock('$backend', () => ({
  call: door.call,
  onChanged: () => Promise.resolve(() => undefined),
  openFile: (path: string) => {
    opened.paths.push(path);
    return Promise.resolve();
  },
}));

const office = {
  id: 'embassy',
  name: 'Embassy',
  kind: 'official',
  country: 'DE',
  languages: ['en'],
  channels: [{ number: 1, kind: 'email', value: 'a@example.org', freshness: 'checked' }],
  freshness: 'checked',
} as unknown as DeskOffice;
const template = { id: 'official', kind: 'official', languages: ['en'] };
const page = (id: string) => ({
  person: { card: { id, name: `Person ${id}`, country: 'RU' } },
  offices: [office],
  templates: [template],
  draft: null,
  ties: false,
});
let guard: object | null = null;
let name = '';
/** What the program was asked for, in order. */
let asked: string[] = [];
let hold: Promise<void> | null = null;
let lost = '';

beforeEach(async () => {
  guard = null;
  name = 'Vera Lindqvist';
  hold = null;
  lost = '';
  door.call.mockImplementation(async (what: string, ask: { id: string; letters: object[] }) => {
    asked.push(what);
    switch (what) {
      case 'desk_open':
        if (ask.id === lost) throw { code: 'not_found', message: '', params: {} };
        return page(ask.id);
      case 'draft_save':
        return { ...ask, saved_at: new Date().toISOString() };
      case 'letters_review':
        return {
          letters: ask.letters.map((letter) => ({
            letter,
            from: `${name} <post@example.org>`,
            findings: [],
            ready: true,
            guard,
            seal: 's',
          })),
          ready: ask.letters.length,
        };
      case 'letters_send':
        await hold;
        return { letters: ['1'] };
      case 'letters_copy':
        return { letters: ['1'] };
      case 'letter_file':
        return { path: '/x.eml' };
      case 'letter_preview':
        return { letter: {}, body: [{ text: name }], findings: [], guard };
      default:
        return new Promise(() => undefined);
    }
  });
  app.about = {
    settings: { writes: [] },
    profile: { email: 'other@example.org' },
    accounts: [],
  } as unknown as AppState;
  app.greeting = false;
  app.go('write', 'a');
  for (const person of ['a', 'b']) desk.forget(person);
  await desk.open('a');
  desk.choose('embassy', true);
  await desk.flush();
  undo.clear();
  notices.shown = [];
  asked = [];
  opened.paths = [];
});
afterEach(async () => {
  review.close();
  review.account = 'practice';
  document.body.innerHTML = '';
  await desk.flush();
});

const press = (key: string, more: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', {
    key,
    ctrlKey: true,
    bubbles: true,
    cancelable: true,
    ...more,
  });
  event.getModifierState = () => false;
  keys(event);
  return event;
};
/** The dialog as the review would show it. */
const show = (): void => void (document.body.innerHTML = '<dialog open></dialog>');
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
const last = (): string => notices.shown.at(-1)?.text ?? '';

describe('Ctrl+Enter', () => {
  test('reads first, then sends', async () => {
    press('Enter');
    show();
    await settled();
    expect([review.open, asked.includes('letters_send')]).toEqual([true, false]);
    press('Enter');
    await settled();
    expect(asked).toContain('letters_send');
    expect([review.open, app.place.screen]).toEqual([false, 'outbox']);
  });

  test('held down, sends nothing that nobody has read', async () => {
    press('Enter');
    show();
    await settled();
    expect(press('Enter', { repeat: true }).defaultPrevented).toBe(true);
    await settled();
    expect([review.open, asked.includes('letters_send')]).toEqual([true, false]);
  });

  test('sends nothing when the letters are not in sight, or under another dialog', async () => {
    await review.start();
    press('Enter');
    document.body.innerHTML = '<dialog open></dialog><dialog open></dialog>';
    press('Enter');
    await settled();
    expect(asked).not.toContain('letters_send');
  });

  test('sends nothing while something is wrong, or is being sent', async () => {
    await review.start();
    show();
    review.error = { code: 'internal', message: '', params: {} };
    press('Enter');
    await settled();
    expect(asked).not.toContain('letters_send');
    review.error = null;
    let go = (): void => undefined;
    hold = new Promise((done) => (go = () => done()));
    press('Enter');
    press('Enter');
    await settled();
    expect(asked.filter((what) => what === 'letters_send')).toHaveLength(1);
    go();
    await settled();
  });

  test('a review that was closed sends nothing', async () => {
    await review.start();
    review.close();
    expect(await review.send()).toBe(false);
    expect(asked).not.toContain('letters_send');
  });
});

describe('Ctrl+Z in the review', () => {
  test('takes back what was chosen on this desk', async () => {
    desk.language('embassy', 'ru');
    await review.start();
    show();
    press('z');
    await settled();
    expect(desk.draft.languages).toEqual({});
    expect(review.open).toBe(true);
  });

  test('touches nobody else’s desk, and nothing else', async () => {
    await desk.open('b');
    desk.choose('embassy', true);
    await desk.open('a');
    desk.choose('embassy', false);
    desk.choose('embassy', true);
    undo.forget('desk a');
    await review.start();
    show();
    press('z');
    await settled();
    expect([desk.draft.person, review.open, review.said]).toEqual(['a', true, 'There is nothing to undo.']);
    let back = false;
    undo.push({ label: 'x', back: () => void (back = true) });
    press('z');
    await settled();
    expect(back).toBe(false);
  });

  test('waits while letters are handed over', async () => {
    desk.language('embassy', 'ru');
    await review.start();
    show();
    review.sending = true;
    press('z');
    await settled();
    review.sending = false;
    expect(desk.draft.languages).toEqual({ embassy: 'ru' });
  });
});

describe('a step back to a desk that does not open', () => {
  test('is not said to be done', async () => {
    desk.language('embassy', 'ru');
    await desk.open('b');
    lost = 'a';
    await undo.back();
    expect(notices.shown.some(({ text }) => text.startsWith('Undone'))).toBe(false);
    expect(last()).toBe('Nothing was changed: the letter that this belongs to did not open.');
  });

  test('somebody who is forgotten leaves no way back, though another desk is open', async () => {
    desk.language('embassy', 'ru');
    await desk.open('b');
    desk.forget('a');
    expect([undo.last, desk.draft.person]).toEqual([null, 'b']);
  });
});

describe('from another screen', () => {
  const deed = (id: string) => DEEDS.find((it) => it.id === id);
  test('“a copy to me” goes to the letter first, and the palette says whose it is', async () => {
    expect(doing().find(({ id }) => id === 'do copy-to-me')?.hint).toBeUndefined();
    app.go('people');
    expect(doing().find(({ id }) => id === 'do copy-to-me')?.hint).toBe('Person a');
    deed('copy-to-me')?.act?.();
    await settled();
    expect(app.place).toMatchObject({ screen: 'write', person: 'a' });
    expect(asked).toContain('letters_copy');
  });

  test('the native menu follows the rules of the keys', async () => {
    const entry = (id: string) =>
      menuOf()
        .flatMap(({ entries }) => entries)
        .find((it) => it !== 'line' && it.id === id) as { off?: boolean; act: () => void } | undefined;
    expect(entry('review')?.off).toBe(false);
    app.go('people');
    expect(entry('review')?.off).toBe(true);
    entry('review')?.act();
    expect(review.open).toBe(false);
    document.body.innerHTML = '<dialog open></dialog>';
    let back = false;
    undo.push({ label: 'x', back: () => void (back = true) });
    entry('undo')?.act();
    await settled();
    expect(back, 'under a dialog').toBe(false);
  });
});

describe('a letter taken along', () => {
  test('as text reads as it does now, not as it lay on the sheet', async () => {
    const texts: string[] = [];
    vi.stubGlobal('navigator', {
      clipboard: { writeText: (text: string) => Promise.resolve(void texts.push(text)) },
    });
    sheet.now = {
      letter: {},
      body: [{ text: 'Vera Lindqvist' }],
      findings: [],
    } as unknown as typeof sheet.now;
    name = 'V. L.';
    desk.words('en', 'typed just now');
    asked = [];
    await taking.copy();
    vi.unstubAllGlobals();
    expect(texts).toEqual(['V. L.']);
    expect(asked).toEqual(['draft_save', 'letter_preview']);
    expect(last()).toBe('The text of the letter is copied.');
  });

  test('by a mail program: with initials, its From is pointed out', async () => {
    const [letter] = desk.letters;
    if (!letter) throw new Error('no letter');
    await review.toFile(letter);
    expect(last()).toBe('The letter was written to a file and opened: /x.eml');
    guard = { name: 'V. L.', full_name: false, address_tells: false };
    await review.toFile(letter);
    expect(last()).toContain('may write your full name into From');
    expect(opened.paths).toHaveLength(2);
  });

  test('a copy goes to the address that the letters leave from', async () => {
    review.account = 'post';
    app.about = { ...app.about, accounts: [{ name: 'post' }] } as unknown as AppState;
    await review.copyToMe();
    expect(last()).toContain('post@example.org');
    await review.start();
    await review.pick('practice');
    await review.copyToMe();
    expect(review.said).toContain('practice mailbox');
  });

  test.each([
    ['Vera L. <a@b.example>', 'a@b.example'],
    ['a@b.example', 'a@b.example'],
    ['"A <x>" <a@b.example>', 'a@b.example'],
  ])('the address in %s', (from, address) => expect(addressIn(from)).toBe(address));
});
