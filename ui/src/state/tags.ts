// The tags of a template: where each `{{…}}` stands and what it says. No editor in here, so that it can be tested.
export type Arg = { text: string; quoted: boolean };
export type Tag = {
  from: number;
  to: number;
  shape: 'value' | 'open' | 'else' | 'close' | 'comment';
  name: string;
  args: Arg[];
};

// Inside a subject line, which is a TOML string, quotation marks carry a backslash.
const WORD = /\\"(.*?)\\"|"((?:\\.|[^"\\])*)"|'([^']*)'|([^\s"'()\\]+)/gs;

function args(inside: string): Arg[] {
  return [...inside.matchAll(WORD)].map((m) => {
    const quoted = m[1] ?? m[2] ?? m[3];
    return quoted === undefined ? { text: m[4] ?? '', quoted: false } : { text: quoted, quoted: true };
  });
}

function read(from: number, to: number, raw: string): Tag {
  const inside = raw.replace(/^~|~$/g, '').trim();
  if (inside.startsWith('!')) return { from, to, shape: 'comment', name: '', args: [] };
  const mark = /^[#/^]/.exec(inside)?.[0] ?? '';
  const [first, ...rest] = args(inside.slice(mark.length));
  const name = first && !first.quoted ? first.text : '';
  const shape =
    mark === '#' ? 'open' : mark === '/' ? 'close' : mark === '^' || name === 'else' ? 'else' : 'value';
  return { from, to, shape, name, args: first?.quoted ? [first, ...rest] : rest };
}

/** Every complete tag; an opening without its end is left alone. */
export function tags(text: string): Tag[] {
  const found: Tag[] = [];
  let at = text.indexOf('{{');
  while (at !== -1) {
    const end = text.indexOf('}}', at + 2);
    if (end === -1) break;
    const next = text.indexOf('{{', at + 2);
    if (next === -1 || next > end) found.push(read(at, end + 2, text.slice(at + 2, end)));
    at = next;
  }
  return found;
}

/** Where the lines of TOML end: behind the second `+++`, or 0 when the file does not begin with them. */
export function frontEnd(text: string): number {
  const found = /^\uFEFF?\+\+\+[ \t]*\n[^]*?^\+\+\+[ \t]*(?:\n|$)/m.exec(text);
  return found?.index === 0 ? found[0].length : 0;
}

/** What somebody is in the middle of writing: the text between the last `{{` and the caret. */
export function unfinished(text: string, caret: number): string | null {
  const before = text.slice(Math.max(0, caret - 400), caret);
  const open = before.lastIndexOf('{{');
  if (open === -1) return null;
  const inside = before.slice(open + 2);
  return inside.includes('}}') || inside.includes('\n') ? null : inside;
}

/** Where a problem is looked for: one about an ask stands with the ask's name, wherever the program put it. */
export function placeOf(
  text: string,
  problem: { from: number; to: number; params: { ask?: string } | Record<string, string | undefined> },
): { from: number; to: number } {
  const { from, to } = problem;
  const ask = problem.params['ask' as keyof typeof problem.params];
  if (to > from || ask === undefined) return { from, to };
  const found = tags(text).find((it) => it.shape === 'open' && it.name === 'ask' && it.args[0]?.text === ask);
  if (found) return { from: found.from, to: found.to };
  const end = frontEnd(text);
  const asks = /^asks\b/m.exec(text.slice(0, end))?.index ?? end;
  const at = text.slice(0, end).indexOf(`"${ask}"`, asks);
  return at === -1 ? { from, to } : { from: at, to: at + ask.length + 2 };
}

/** The line of a place, from 1. */
export const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** A value of the lines of TOML, as it stands there: `kind = "official"`. */
export function frontValue(text: string, key: string): string | null {
  const front = text.slice(0, frontEnd(text));
  const found = new RegExp(`^${key}\\s*=\\s*"((?:\\\\.|[^"\\\\])*)"`, 'm').exec(front);
  return found?.[1]?.replace(/\\(["\\])/g, '$1') ?? null;
}

/** The same file with another title. */
export function retitled(text: string, title: string): string {
  const end = frontEnd(text);
  const written = `title = "${title.replace(/[\\"]/g, '\\$&')}"`;
  const line = /^title\s*=\s*"(?:\\.|[^"\\])*"/m;
  return text.slice(0, end).replace(line, () => written) + text.slice(end);
}
