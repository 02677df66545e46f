// A letter's segments as they lie on the sheet: text, the place for the person's own words, text. The line
// breaks next to that place belong to the page, not to the text beside it.
import type { Segment } from '../../ipc/generated/Segment';

/** `at` is where a segment begins in the text that findings count in. */
export type Placed = Segment & { at: number };
export type Block =
  { own: false; parts: Placed[] } | { own: true; question: string; text: string; at: number };

const OPENING = /^\n+/;
const isGap = /^\{\{[^{}]*\}\}$/;

/** A merged field that has no value: the program shows it in braces. */
export const gap = (part: Segment): boolean =>
  part.kind === 'field' && (part.text.trim() === '' || isGap.test(part.text.trim()));

export function placed(parts: Segment[]): Placed[] {
  let at = 0;
  return parts.map((part) => {
    const here = { ...part, at };
    at += part.text.length;
    return here;
  });
}

function trimmed(parts: Placed[], start: boolean, end: boolean): Placed[] {
  const kept = parts.map((part) => ({ ...part }));
  const cut = (part: Placed | undefined, edge: RegExp): boolean => {
    if (part?.kind !== 'text') return false;
    const left = part.text.replace(edge, '');
    if (edge === OPENING) part.at += part.text.length - left.length;
    part.text = left;
    return part.text === '';
  };
  if (start) while (cut(kept[0], OPENING)) kept.shift();
  if (end) while (cut(kept.at(-1), /\n+$/)) kept.pop();
  return kept;
}

export function blocks(body: Segment[]): Block[] {
  const found: Block[] = [];
  let parts: Placed[] = [];
  let afterOwn = false;
  const close = (beforeOwn: boolean): void => {
    const kept = trimmed(parts, afterOwn, beforeOwn);
    if (kept.length > 0) found.push({ own: false, parts: kept });
    parts = [];
  };
  for (const part of placed(body)) {
    if (part.kind !== 'own') {
      parts.push(part);
      continue;
    }
    // The same words stand at every such place; the first of them is the field to type in.
    if (afterOwn) {
      parts.push({ ...part, kind: 'text' });
      continue;
    }
    close(true);
    found.push({ own: true, question: part.question ?? '', text: part.text, at: part.at });
    afterOwn = true;
  }
  close(false);
  return found;
}
