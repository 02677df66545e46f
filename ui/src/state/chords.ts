// Keys as people press them. A letter is the one that stands on the key; where the keyboard writes no Latin, its
// place on the keyboard decides: Ctrl+K is the same key on a Russian keyboard. Digits go by their place.
export type Chord = { key: string; ctrl?: true; alt?: true; shift?: true };
type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'
>;

const LATIN = /^[a-z]$/i;

/** The name of what was pressed: `K`, `1`, `Enter`, `?`. */
function pressed({ key, code }: Pressed): string {
  if (key === '؟') return '?'; // Arabic and Persian
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (LATIN.test(key)) return key.toUpperCase();
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (place !== undefined && (key.length > 1 || /\p{L}/u.test(key))) return place;
  return digit !== undefined && !/[?/]/.test(key) ? digit : key;
}

export function hits(chord: Chord, event: Pressed): boolean {
  if (event.getModifierState('AltGraph')) return false; // AltGr writes signs
  const command = event.ctrlKey || event.metaKey;
  // A sign like “?” says by itself whether Shift was needed for it.
  const sign = chord.key.length === 1 && !/[A-Z0-9]/.test(chord.key);
  return (
    pressed(event) === chord.key &&
    command === (chord.ctrl ?? false) &&
    event.altKey === (chord.alt ?? false) &&
    (sign || event.shiftKey === (chord.shift ?? false))
  );
}

const NAMES: Record<string, string> = { Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓' };
const mac = (): boolean => typeof navigator !== 'undefined' && /^Mac/.test(navigator.platform);

/** The keys of a chord as they stand on the keyboard, one after the other. */
export const caps = ({ key, ctrl, alt, shift }: Chord): string[] => [
  ...(ctrl ? [mac() ? '⌘' : 'Ctrl'] : []),
  ...(alt ? ['Alt'] : []),
  ...(shift ? ['Shift'] : []),
  NAMES[key] ?? key,
];

/** As `aria-keyshortcuts` has it: `Control+K`. */
export const ariaKeys = (chords: readonly Chord[]): string =>
  chords
    .map((c) => [c.ctrl && 'Control', c.alt && 'Alt', c.shift && 'Shift', c.key].filter(Boolean).join('+'))
    .join(' ');
