// Home and End go to the ends of the list, not to the ends of the few rows that are in the page.
import type { Attachment } from 'svelte/attachments';
import type { VirtualizerHandle } from 'virtua/svelte';
import { outbox } from '../../state/outbox.svelte';

/** How many frames the row at the end may take to be read. */
const PATIENCE = 240;

export function ends(list: () => VirtualizerHandle | undefined): Attachment<HTMLElement> {
  return (rows) => {
    let asked = 0;
    const move = (event: KeyboardEvent): void => {
      const last = event.key === 'End';
      if (!last && event.key !== 'Home') return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (!(event.target as HTMLElement).closest('.open')) return;
      event.preventDefault();
      event.stopPropagation(); // the arrows would go to a row near by
      const at = last ? outbox.total - 1 : 0;
      list()?.scrollToIndex(at, { align: last ? 'end' : 'start' });
      const mine = ++asked;
      let frames = 0;
      const focus = (): void => {
        const id = outbox.row(at)?.id;
        const row =
          id === undefined
            ? null
            : rows.querySelector<HTMLElement>(`[data-testid="outbox-row-${CSS.escape(id)}"] .open`);
        if (mine !== asked) return;
        if (row) row.focus();
        else if (frames++ < PATIENCE) requestAnimationFrame(focus);
      };
      requestAnimationFrame(focus);
    };
    rows.addEventListener('keydown', move, true);
    return () => rows.removeEventListener('keydown', move, true);
  };
}
