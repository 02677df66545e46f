// Home and End go to the ends of a list of which only a part is in the page.
import type { Attachment } from 'svelte/attachments';

/** How many frames the card at the end may take to be drawn. */
const PATIENCE = 120;

/** `reach` scrolls to an end and says which place that is, `find` has the element of a place once it is drawn. */
export function ends(
  selector: string,
  reach: (last: boolean) => number,
  find: (nth: number) => HTMLElement | null,
): Attachment<HTMLElement> {
  return (list) => {
    let asked = 0;
    const move = (event: KeyboardEvent): void => {
      if (event.key !== 'Home' && event.key !== 'End') return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (!(event.target as HTMLElement).closest(selector)) return;
      event.preventDefault();
      event.stopPropagation(); // the arrows would go to a card near by
      const nth = reach(event.key === 'End');
      const mine = ++asked;
      let frames = 0;
      const focus = (): void => {
        if (mine !== asked) return;
        const card = find(nth);
        card?.focus();
        if (card !== document.activeElement && frames++ < PATIENCE) requestAnimationFrame(focus);
      };
      requestAnimationFrame(focus);
    };
    list.addEventListener('keydown', move, true);
    return () => list.removeEventListener('keydown', move, true);
  };
}
