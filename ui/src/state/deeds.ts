// What a person can do from everywhere: one list, from which come the keys, the shortcuts sheet, the palette and
// the native menu. No second copy of a key stands anywhere.
import { LANGUAGES, t, type Key } from '../i18n';
import type { Theme } from '../ipc/generated/Theme';
import { app, type Screen } from './app.svelte';
import type { Chord } from './chords';
import { closing } from './closing.svelte';
import { desk, scopeOf } from './desk.svelte';
import { editing } from './editing.svelte';
import { taking } from './taking.svelte';
import { palette, sheet as shortcuts } from './palette.svelte';
import { review } from './review.svelte';
import { onTheWay, status } from './status.svelte';
import { undo } from './undo.svelte';

/** Where a key works; the sheet is ordered by it. */
export type Place = 'everywhere' | 'lists' | 'write' | 'review' | 'forms';
export const PLACES: Place[] = ['everywhere', 'lists', 'write', 'review', 'forms'];
/** A menu of the native menu bar. */
export type Menu = 'program' | 'edit' | 'letter' | 'go' | 'help';

export type Deed = {
  id: string;
  what: () => string;
  place: Place;
  keys?: readonly Chord[];
  /** Keys that a part of the page hears by itself; they are only listed. */
  heard?: readonly (readonly string[])[];
  /** Whether it can be done now. */
  when?: () => boolean;
  act?: () => void;
  /** Works while somebody types in a field. */
  typing?: true;
  /** Does it again and again while its key is held down. */
  held?: true;
  /** Works while a dialog is open: any, or the last look at the letters. */
  dialog?: 'any' | 'review';
  menu?: Menu;
  /** In the menu a line stands before it. */
  line?: true;
  /** Its name in the menu, where `what` says how things stand now. */
  name?: () => string;
  /** Found in the palette; `true`, or more words by which it is found. */
  find?: true | Key;
  /** In the palette before anything is typed. */
  first?: true;
};

export const RAIL = [
  'people',
  'write',
  'outbox',
  'officials',
  'templates',
  'settings',
] as const satisfies Screen[];

/** What takes signs that are typed, or jumps to an entry by them. */
export const FIELD =
  'input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable=true]';
/** What has an undo of its own. */
export const isTyped = (at: Element | null): at is HTMLElement =>
  at instanceof HTMLElement && at.matches(FIELD) && !at.matches('select');

const ctrl = (key: string): Chord => ({ key, ctrl: true });
const searchField = (): HTMLInputElement | null => document.querySelector('main input[type=search]');
const onDesk = (): boolean => desk.page !== null && desk.draft.person !== '';
const toDesk = (): void => app.go('write', desk.draft.person || null);

/** Saves what is being changed: the template that lies open, or the form with the focus, or the only one. */
function save(): void {
  if (app.place.screen === 'templates' && editing.id !== null) return void editing.save();
  const forms = document.querySelectorAll<HTMLFormElement>('main form');
  const form = document.activeElement?.closest('form') ?? (forms.length === 1 ? forms[0] : null);
  const button = form?.querySelector<HTMLButtonElement>('button[type=submit]:not(:disabled)');
  if (button) form?.requestSubmit(button);
}

/** So many dialogs lie above the page. */
export const dialogs = (): number => document.querySelectorAll('dialog[open]').length;

/** Whether it can be done on this screen as things stand. */
export const possible = (deed: Deed): boolean =>
  (deed.place !== 'write' || app.place.screen === 'write') && (deed.when?.() ?? true);

/** A dialog has to be answered before anything else is done, and letters are sent only where they are read. */
export function fits(deed: Deed, open: number): boolean {
  const reading = open === 1 && review.open;
  if (deed.place === 'review' && !reading) return false;
  if (open > 0 && deed.dialog !== 'any' && !(deed.dialog === 'review' && reading)) return false;
  return possible(deed);
}

const themes: Theme[] = ['light', 'dark', 'system'];

const pages = RAIL.map((screen, n): Deed => ({
  id: `go-${screen}`,
  what: () => t(`nav.${screen}`),
  place: 'everywhere',
  keys: [{ key: String(n + 1), alt: true }],
  typing: true,
  act: () => app.go(screen),
  menu: 'go',
}));

/** Fields undo what is typed in them by themselves. */
async function step(which: 'undo' | 'redo', change: () => Promise<void>): Promise<void> {
  // The menu is reached from a field too.
  if (isTyped(document.activeElement)) {
    document.execCommand(which);
    return;
  }
  if (!review.open) return change();
  if (review.sending) return;
  // Who is read for stays who is sent for: only what was chosen on this desk is taken back here.
  if (!undo.within(scopeOf(desk.draft.person), which))
    return review.tell(t(which === 'undo' ? 'undo.nothing' : 'undo.nothing_again'));
  await change();
  if (desk.letters.length === 0) review.close();
  else await review.look();
}

export const DEEDS: readonly Deed[] = [
  {
    id: 'palette',
    what: () => t('palette.title'),
    place: 'everywhere',
    keys: [ctrl('K')],
    typing: true,
    act: () => palette.show(),
    menu: 'go',
  },
  {
    id: 'write',
    what: () => t('palette.write'),
    place: 'everywhere',
    keys: [ctrl('N')],
    typing: true,
    act: () => app.go('write'),
    menu: 'letter',
    find: true,
    first: true,
  },
  ...pages,
  {
    id: 'undo',
    what: () => (undo.last === null ? t('undo.undo') : t('undo.what', { what: undo.last })),
    place: 'everywhere',
    keys: [ctrl('Z')],
    held: true,
    dialog: 'review',
    act: () => void step('undo', () => undo.back()),
    menu: 'edit',
    name: () => t('undo.undo'),
  },
  {
    id: 'again',
    what: () => (undo.next === null ? t('undo.again') : t('undo.again_what', { what: undo.next })),
    place: 'everywhere',
    keys: [{ key: 'Z', ctrl: true, shift: true }, ctrl('Y')],
    held: true,
    dialog: 'review',
    act: () => void step('redo', () => undo.again()),
    menu: 'edit',
    name: () => t('undo.again'),
  },
  {
    id: 'back',
    what: () => t('keys.back'),
    place: 'everywhere',
    keys: [{ key: 'Escape' }],
    typing: true,
    act: () => {
      const at = document.activeElement;
      // In a field the first Esc only leaves the field.
      if (at instanceof HTMLElement && at.matches(FIELD)) at.blur();
      else app.back();
    },
  },
  {
    id: 'keys',
    what: () => t('keys.title'),
    place: 'everywhere',
    keys: [{ key: '?' }, { key: 'F1' }],
    typing: true,
    act: () => shortcuts.show(),
    menu: 'help',
    find: true,
  },
  {
    id: 'search',
    what: () => t('keys.search'),
    place: 'lists',
    keys: [ctrl('F'), { key: '/' }],
    typing: true,
    when: () => searchField() !== null,
    act: () => {
      const field = searchField();
      field?.focus();
      field?.select();
    },
  },
  { id: 'arrows', what: () => t('keys.arrows'), place: 'lists', heard: [['↑'], ['↓'], ['←'], ['→']] },
  { id: 'ends', what: () => t('keys.ends'), place: 'lists', heard: [['Home'], ['End']] },
  { id: 'enter', what: () => t('keys.enter'), place: 'lists', heard: [['Enter']] },
  {
    id: 'review',
    what: () => t('palette.review', { count: desk.letters.length }),
    name: () => t('keys.review'),
    place: 'write',
    keys: [{ key: 'Enter', ctrl: true }],
    typing: true,
    when: () => desk.letters.length > 0 && !review.open,
    act: () => {
      toDesk();
      void review.start();
    },
    menu: 'letter',
    find: true,
    first: true,
  },
  {
    id: 'send',
    what: () => t('keys.send'),
    place: 'review',
    keys: [{ key: 'Enter', ctrl: true }],
    typing: true,
    dialog: 'review',
    when: () => review.able,
    act: () => void review.send().then((sent) => sent && app.go('outbox')),
  },
  {
    id: 'copy-to-me',
    what: () => t('review.copy_to_me'),
    place: 'write',
    when: () => desk.letters.length > 0,
    act: () => {
      toDesk();
      void review.copyToMe();
    },
    menu: 'letter',
    line: true,
    find: true,
  },
  {
    id: 'copy-text',
    what: () => t('review.copy_text'),
    place: 'write',
    when: () => taking.text !== '' && onDesk(),
    act: () => void taking.copy(),
    menu: 'letter',
    find: true,
  },
  {
    id: 'eml',
    what: () => t('review.eml'),
    place: 'write',
    when: () => taking.letter !== null && onDesk(),
    act: () => {
      if (taking.letter) void review.toFile(taking.letter);
    },
    menu: 'letter',
    find: true,
  },
  {
    id: 'save',
    what: () => t('keys.save'),
    place: 'forms',
    keys: [ctrl('S')],
    typing: true,
    act: save,
  },
  { id: 'next-problem', what: () => t('keys.next_problem'), place: 'forms', heard: [['F8']] },
  {
    id: 'pause',
    what: () => t('palette.pause'),
    place: 'everywhere',
    when: () => status.all !== null && !status.all.paused && onTheWay(status.all.counts) > 0,
    act: () => void status.order('outbox_pause', { campaign: null }),
    find: true,
  },
  {
    id: 'resume',
    what: () => t('palette.resume'),
    place: 'everywhere',
    when: () => status.all?.paused ?? false,
    act: () => void status.order('outbox_resume', { campaign: null }),
    find: true,
  },
  ...themes.map((theme): Deed => ({
    id: `theme-${theme}`,
    what: () => t(`palette.theme_${theme}`),
    place: 'everywhere',
    when: () => app.about?.settings.theme !== theme,
    act: () => void app.saveSettings({ theme }),
    find: 'settings.theme',
  })),
  ...LANGUAGES.map(({ code, name }): Deed => ({
    id: `language-${code}`,
    what: () => t('palette.language', { language: name }),
    place: 'everywhere',
    when: () => app.about?.settings.language !== code,
    act: () => void app.saveSettings({ language: code }),
    find: 'settings.language',
  })),
  {
    id: 'close',
    what: () => t('menu.close'),
    place: 'everywhere',
    dialog: 'any',
    act: () => void closing.ask(),
    menu: 'program',
  },
];
