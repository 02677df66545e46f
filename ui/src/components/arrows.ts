// Arrow keys in lists: moves the focus between the parts of a list that match `selector`. In a list of several
// columns, up and down keep to the column. Home and End go to the ends.
import type { Attachment } from 'svelte/attachments';

function column(items: HTMLElement[], from: HTMLElement, down: boolean): HTMLElement | undefined {
  const at = from.getBoundingClientRect();
  const beyond = items.filter((item) => {
    const box = item.getBoundingClientRect();
    return down ? box.top >= at.bottom - 4 : box.bottom <= at.top + 4;
  });
  const near = (item: HTMLElement): number => {
    const box = item.getBoundingClientRect();
    return Math.abs(box.top - at.top) * 4 + Math.abs(box.left - at.left);
  };
  return beyond.sort((a, b) => near(a) - near(b))[0];
}

export function arrows(selector: string): Attachment<HTMLElement> {
  return (list) => {
    const move = (event: KeyboardEvent): void => {
      const from = (event.target as HTMLElement).closest<HTMLElement>(selector);
      if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
      const items = [...list.querySelectorAll<HTMLElement>(selector)];
      const at = items.indexOf(from);
      const forward = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
      const backward = forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
      const to: Record<string, () => HTMLElement | undefined> = {
        ArrowDown: () => column(items, from, true),
        ArrowUp: () => column(items, from, false),
        [forward]: () => items[at + 1],
        [backward]: () => items[at - 1],
        Home: () => items[0],
        End: () => items.at(-1),
      };
      const next = to[event.key]?.();
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    list.addEventListener('keydown', move);
    return () => list.removeEventListener('keydown', move);
  };
}
