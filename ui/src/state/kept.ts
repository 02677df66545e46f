// Unsaved texts of templates, kept by the window itself: they survive leaving the screen and a crash. A window that
// may keep nothing works all the same.
export type Kept = { text: string; at: string };

const PREFIX = 'unforgotten:template';
const key = (id: string, language: string): string => `${PREFIX}:${id}:${language}`;

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
      if (!name.startsWith(`${PREFIX}:${id}:`)) continue;
      const kept: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
      if (isKept(kept)) found.set(name.slice(PREFIX.length + id.length + 2), kept);
    }
  } catch {
    // as above
  }
  return found;
}

const isKept = (it: unknown): it is Kept =>
  typeof it === 'object' && it !== null && 'text' in it && typeof it.text === 'string' && 'at' in it;
