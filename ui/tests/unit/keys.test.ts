// Keys: as they stand on the keyboard, whatever it writes; one list for all that shows them.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keys } from '../../src/features/frame/keys';
import { rowsOf } from '../../src/features/frame/shortcuts';
import type { AppState } from '../../src/ipc/generated/AppState';
import { app } from '../../src/state/app.svelte';
import { ariaKeys, caps, hits } from '../../src/state/chords';
import { leaving } from '../../src/state/closing.svelte';
import { DEEDS, PLACES } from '../../src/state/deeds';
import { sortOf } from '../../src/state/files.svelte';
import { menuOf } from '../../src/state/menu';
import { laid, others } from '../../src/state/finds';
import { SECTIONS } from '../../src/state/sections';
import { LANGUAGES, speak, t } from '../../src/i18n';
import { search } from '../../src/state/palette';
import { palette, sheet } from '../../src/state/palette.svelte';

vi.mock('$backend', () => ({
  call: vi.fn(() => new Promise(() => undefined)),
  onChanged: () => Promise.resolve(() => undefined),
}));

type Press = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>> & {
  code?: string;
  altGr?: true;
};
const press = (key: string, { altGr, ...rest }: Press = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  getModifierState: (name: string) => name === 'AltGraph' && altGr === true,
  ...rest,
});

describe('a key', () => {
  const K = { key: 'K', ctrl: true } as const;
  const UNDO = { key: 'Z', ctrl: true } as const;
  test.each([
    ['on a Latin keyboard', K, press('k', { ctrlKey: true, code: 'KeyK' }), true],
    ['on a Russian one', K, press('л', { ctrlKey: true, code: 'KeyK' }), true],
    ['with the key of a Mac', K, press('k', { metaKey: true, code: 'KeyK' }), true],
    ['without Ctrl', K, press('k', { code: 'KeyK' }), false],
    ['with Shift', K, press('K', { ctrlKey: true, shiftKey: true, code: 'KeyK' }), false],
    ['Z where it stands on a German keyboard', UNDO, press('z', { ctrlKey: true, code: 'KeyY' }), true],
    ['Y where Z stands elsewhere', UNDO, press('y', { ctrlKey: true, code: 'KeyZ' }), false],
    [
      'a digit by its place',
      { key: '1', alt: true } as const,
      press('&', { altKey: true, code: 'Digit1' }),
      true,
    ],
    [
      'a digit that Alt makes a sign of',
      { key: '1', alt: true } as const,
      press('¡', { altKey: true, code: 'Digit1' }),
      true,
    ],
    ['a sign, however it is written', { key: '?' }, press('?', { shiftKey: true, code: 'Digit7' }), true],
    ['a slash that needs Shift', { key: '/' }, press('/', { shiftKey: true, code: 'Digit7' }), true],
    ['the question mark of a Persian keyboard', { key: '?' }, press('؟', { shiftKey: true }), true],
    ['a sign with AltGr', K, press('k', { ctrlKey: true, altGr: true, code: 'KeyK' }), false],
  ])('%s', (_, chord, event, hit) => {
    expect(hits(chord, event)).toBe(hit);
  });

  test('is written as it stands on the keyboard, and for a screen reader', () => {
    expect(caps({ key: 'Z', ctrl: true, shift: true })).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(caps({ key: 'Escape' })).toEqual(['Esc']);
    expect(ariaKeys([{ key: 'K', ctrl: true }])).toBe('Control+K');
  });
});

describe('the list of what can be done', () => {
  test('gives no key twice in one place', () => {
    const all = DEEDS.flatMap(({ place, keys: mine }) =>
      (mine ?? []).map(
        (chord) => `${place === 'write' || place === 'review' ? place : ''} ${ariaKeys([chord])}`,
      ),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  test('gives no name twice', () => {
    expect(new Set(DEEDS.map(({ id }) => id)).size).toBe(DEEDS.length);
  });

  test('is what the sheet of shortcuts shows, whole', () => {
    const shown = PLACES.flatMap(rowsOf).map(({ id }) => id);
    for (const { id, keys: mine, heard } of DEEDS)
      if (mine ?? heard) expect(shown).toContain(id.startsWith('go-') ? 'pages' : id);
    expect(rowsOf('everywhere').find(({ id }) => id === 'pages')?.keys).toEqual([
      ['Alt', '1'],
      ['Alt', '6'],
    ]);
  });

  test('is the native menu; a line stands only between entries, and no key is heard twice', () => {
    const menus = menuOf();
    expect(menus.map(({ label }) => label)).toEqual(['Unforgotten', 'Edit', 'Letter', 'Go', 'Help']);
    for (const { entries } of menus) {
      expect(entries[0]).not.toBe('line');
      for (const entry of entries) if (entry !== 'line') expect(entry.keys).toBeUndefined();
    }
    const ids = menus.flatMap(({ entries }) => entries.map((it) => (it === 'line' ? '' : it.id)));
    for (const id of ['write', 'review', 'undo', 'palette', 'keys', 'close', 'go-outbox'])
      expect(ids).toContain(id);
  });
});

describe('in the window', () => {
  const type = (key: string, more: KeyboardEventInit = {}): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    event.getModifierState = () => false; // happy-dom takes Alt for AltGr
    keys(event);
    return event;
  };
  beforeEach(() => {
    app.about = {} as AppState;
    app.greeting = false;
    document.body.innerHTML =
      '<input id="field"><input type="checkbox" id="tick"><dialog id="dialog"></dialog>';
  });
  afterEach(() => {
    palette.close();
    sheet.close();
    document.body.innerHTML = '';
  });

  test('a sign opens nothing while somebody types it', () => {
    document.querySelector<HTMLElement>('#field')?.focus();
    type('?');
    expect(sheet.open).toBe(false);
    document.querySelector<HTMLElement>('#tick')?.focus();
    type('?');
    expect(sheet.open).toBe(true);
  });

  test('F1 shows the keys while somebody types, too', () => {
    document.querySelector<HTMLElement>('#field')?.focus();
    type('F1');
    expect(sheet.open).toBe(true);
  });

  test('Ctrl+K works from a field too', () => {
    document.querySelector<HTMLElement>('#field')?.focus();
    expect(type('л', { ctrlKey: true, code: 'KeyK' }).defaultPrevented).toBe(true);
    expect(palette.open).toBe(true);
  });

  test('Ctrl+Z is left to the field that somebody types in', () => {
    document.querySelector<HTMLElement>('#field')?.focus();
    expect(type('z', { ctrlKey: true }).defaultPrevented).toBe(false);
    document.querySelector<HTMLElement>('#tick')?.focus();
    expect(type('z', { ctrlKey: true }).defaultPrevented).toBe(true);
  });

  test('under a dialog nothing is done', () => {
    document.querySelector('#dialog')?.setAttribute('open', '');
    type('k', { ctrlKey: true, code: 'KeyK' });
    type('?');
    type('3', { altKey: true, code: 'Digit3' });
    expect([palette.open, sheet.open, app.place.screen]).toEqual([false, false, 'people']);
  });

  test('Alt and a digit go to the pages of the rail', () => {
    type('3', { altKey: true, code: 'Digit3' });
    expect(app.place.screen).toBe('outbox');
    type('Escape');
    expect(app.place.screen).toBe('people');
  });
});

test.each([
  ['Letter.HBS', 'template'],
  ['my words.txt', 'text'],
  ['people.unforgotten', 'pack'],
  ['Re: answer.eml', 'mail'],
  ['photo.JPEG', 'picture'],
  ['letter.docx', 'other'],
  ['no ending', 'other'],
])('%s is a file of the kind %s', (name, sort) => {
  expect(sortOf(name)).toBe(sort);
});

describe('the palette finds each part of the settings', () => {
  afterEach(() => speak('en'));
  test.each(LANGUAGES.map(({ code }) => code))('by its title, in %s', async (code) => {
    await speak(code);
    const all = laid(others());
    for (const { id, title } of SECTIONS) {
      const found = search(all, t(title)).flatMap(({ finds }) => finds.map((it) => it.id));
      expect(found.slice(0, 2), t(title)).toContain(`set ${id}`);
    }
  });
  test.each([
    ['ties', 'safety'],
    ['pace', 'mailboxes'],
    ['text size', 'appearance'],
    ['appearance', 'appearance'],
    ['languages', 'languages'],
  ])('by “%s”: %s', (typed, id) => {
    const found = search(laid(others()), typed).flatMap(({ finds }) => finds);
    expect(found.map((it) => it.id)).toContain(`set ${id}`);
    found.find((it) => it.id === `set ${id}`)?.act();
    expect(app.place).toMatchObject({ screen: 'settings', id });
  });
});

test('who waits for tomorrow keeps nobody here today', () => {
  const now = new Date(2026, 10, 23, 22, 0);
  const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
  const counts = { queued: 2, leased: 1, sending: 1, deferred: 3 };
  const all = { ...counts, sent: 9, refused: 1, in_doubt: 1, cancelled: 1, total: 19 };
  expect(leaving(all, [at(23, 23), at(24, 0), at(25, 9)], now)).toBe(5);
  expect(leaving(all, [null, null, null], now)).toBe(7);
  expect(leaving({ ...all, queued: 0, leased: 0, sending: 0 }, [at(24, 1), at(24, 1), at(24, 1)], now)).toBe(
    0,
  );
});
