// Keys that work everywhere, from the list of what can be done. Dialogs have Esc by themselves.
import { app } from '../../state/app.svelte';
import { hits, type Chord } from '../../state/chords';
import { DEEDS, FIELD, dialogs, fits, isTyped, type Deed } from '../../state/deeds';

/** In a field signs are typed, and what is typed is undone there. */
function reaches(deed: Deed, chord: Chord, at: Element | null): boolean {
  if (!chord.ctrl && !chord.alt && chord.key.length === 1) return !(at?.matches(FIELD) ?? false);
  return deed.typing === true || !isTyped(at);
}

export function keys(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !app.about || app.greeting) return;
  const open = dialogs();
  // Esc closes what is open before it leads back.
  if (event.key === 'Escape' && document.querySelector('[popover]:not([popover=manual]):popover-open'))
    return;
  const at = document.activeElement;
  for (const deed of DEEDS) {
    const chord = deed.keys?.find((it) => hits(it, event));
    if (!chord || !deed.act || !reaches(deed, chord, at) || !fits(deed, open)) continue;
    if (chord.key !== 'Escape') event.preventDefault();
    // A key that is held down does nothing twice: the letters that it brought to the eye are not sent by it.
    if (!event.repeat || deed.held) deed.act();
    return;
  }
}
