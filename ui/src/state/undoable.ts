// Remembers a change, and says it with the way back beside the words. Only the last one stays on the screen.
import { notices } from './notices.svelte';
import { read, undo, type Deed, type Words } from './undo.svelte';

let last: number | null = null;

export function undoable(deed: Deed, said?: Words): void {
  const back = undo.push(deed);
  if (said === undefined) return;
  const from = globalThis.document?.activeElement;
  const run = async (): Promise<void> => {
    await back();
    // The button is gone with its notice; the focus returns to what was changed.
    if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
  };
  if (last !== null) notices.close(last);
  last = notices.tell(read(said), { undo: run });
}
