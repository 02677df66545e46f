// Unsaved texts of templates, kept by the window itself: they survive leaving the screen and a crash. A window that
// may keep nothing works all the same.
import { app } from './app.svelte';

export type Kept = { text: string; at: string };

/** One for each home, as somebody may write under two names. */
const prefix = (id: string): string => `unforgotten:template:${app.about?.home ?? ''}:${id}:`;
const key = (id: string, language: string): string => prefix(id) + language;

export function keep(id: string, language: string, text: string, now = new Date()): void {
  try {
    localStorage.setItem(key(id, language), JSON.stringify({ text, at: now.toISOString() } satisfies Kept));
  } catch {
    // Full or forbidden: saving by hand is still there.
  }
}

export function forget(id: string, language: string): void {
  try {
    localStorage.removeItem(key(id, language));
  } catch {
    // as above
  }
}

export function keptOf(id: string): Map<string, Kept> {
  const found = new Map<string, Kept>();
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const name = localStorage.key(n) ?? '';
      if (!name.startsWith(prefix(id))) continue;
      const kept: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
      if (isKept(kept)) found.set(name.slice(prefix(id).length), kept);
    }
  } catch {
    // as above
  }
  return found;
}

const isKept = (it: unknown): it is Kept =>
  typeof it === 'object' && it !== null && 'text' in it && typeof it.text === 'string' && 'at' in it;
