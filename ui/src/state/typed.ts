// A form that was typed in and not saved, kept by the window itself: it survives leaving the screen and closing the
// window. A window that may keep nothing works all the same.
import { app } from './app.svelte';

/** One for each home, as somebody may write under two names. */
const key = (form: string): string => `unforgotten:typed:${app.about?.home ?? ''}:${form}`;

export function keepTyped(form: string, values: Record<string, string> | null): void {
  try {
    if (values === null) localStorage.removeItem(key(form));
    else localStorage.setItem(key(form), JSON.stringify(values));
  } catch {
    // Full or forbidden.
  }
}

/** What was typed before, field by field, over what is known. */
export function typedOver<T extends Record<string, string>>(form: string, known: T): T {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(form)) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return { ...known };
    const mine = Object.entries(kept).filter(([key, value]) => key in known && typeof value === 'string');
    return { ...known, ...Object.fromEntries(mine) };
  } catch {
    return { ...known };
  }
}
