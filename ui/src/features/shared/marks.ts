// Where findings are seen in a text: the text cut at the edges of their places. Places count in UTF-16 units, as
// strings do here.
import type { Finding } from '../../ipc/generated/Finding';
import type { LetterPart } from '../../ipc/generated/LetterPart';

/** `place` counts the places of one finding, from 0. */
export type Mark = { from: number; to: number; place: number; finding: Finding };
export type Piece = { text: string; from: number; marks: Mark[] };

export const marksOf = (findings: Finding[], part: LetterPart): Mark[] =>
  findings.flatMap((finding) =>
    finding.spans
      .map((span, place) => ({ ...span, place, finding }))
      .filter((mark) => mark.part === part && mark.to > mark.from),
  );

/** Cuts `text`, which begins at `at`, so that each piece lies wholly inside or outside each mark. */
export function cut(text: string, at: number, marks: Mark[]): Piece[] {
  const end = at + text.length;
  const here = marks.filter((m) => m.from < end && m.to > at);
  if (here.length === 0) return text === '' ? [] : [{ text, from: at, marks: [] }];
  const edges = new Set([at, end]);
  for (const m of here) {
    edges.add(Math.max(m.from, at));
    edges.add(Math.min(m.to, end));
  }
  const order = [...edges].sort((a, b) => a - b);
  return order.slice(0, -1).map((from, n) => {
    const to = order[n + 1] ?? end;
    return {
      text: text.slice(from - at, to - at),
      from,
      marks: here.filter((m) => m.from <= from && m.to >= to),
    };
  });
}

/**
 * Marks of the letter's own words as places in what is typed: the program trims it, and the person types on while
 * it reads. A mark stays with its words; where they are gone, so is the mark.
 */
export function inTyped(typed: string, own: { text: string; at: number }, marks: Mark[]): Mark[] {
  return marks.flatMap((mark) => {
    const from = mark.from - own.at;
    const words = own.text.slice(Math.max(from, 0), mark.to - own.at);
    if (from < 0 || words === '' || mark.to - own.at > own.text.length) return [];
    const found = nearest(typed, words, from);
    return found < 0 ? [] : [{ ...mark, from: found, to: found + words.length }];
  });
}

function nearest(text: string, words: string, at: number): number {
  const after = text.indexOf(words, at);
  const before = text.lastIndexOf(words, at);
  if (after < 0 || before < 0) return Math.max(after, before);
  return at - before < after - at ? before : after;
}
