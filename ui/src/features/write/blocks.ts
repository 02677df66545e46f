// A letter's segments as they lie on the sheet: text, the place for the person's own words, text. The line
// breaks next to that place belong to the page, not to the text beside it.
import type { Segment } from '../../ipc/generated/Segment';

export type Block = { own: false; parts: Segment[] } | { own: true; question: string };

const isGap = /^\{\{[^{}]*\}\}$/;

/** A merged field that has no value: the program shows it in braces. */
export const gap = (part: Segment): boolean =>
  part.kind === 'field' && (part.text.trim() === '' || isGap.test(part.text.trim()));

function trimmed(parts: Segment[], start: boolean, end: boolean): Segment[] {
  const kept = parts.map((part) => ({ ...part }));
  const cut = (part: Segment | undefined, edge: RegExp): boolean => {
    if (part?.kind !== 'text') return false;
    part.text = part.text.replace(edge, '');
    return part.text === '';
  };
  if (start) while (cut(kept[0], /^\n+/)) kept.shift();
  if (end) while (cut(kept.at(-1), /\n+$/)) kept.pop();
  return kept;
}

export function blocks(body: Segment[]): Block[] {
  const found: Block[] = [];
  let parts: Segment[] = [];
  let afterOwn = false;
  const close = (beforeOwn: boolean): void => {
    const kept = trimmed(parts, afterOwn, beforeOwn);
    if (kept.length > 0) found.push({ own: false, parts: kept });
    parts = [];
  };
  for (const part of body) {
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
    found.push({ own: true, question: part.question ?? '' });
    afterOwn = true;
  }
  close(false);
  return found;
}
