// Text that comes from a file goes under what is already there, and leaves without it. Pure.
/** As many characters as a letter takes; the program counts the same. */
export const LONGEST = 10_000;

export const added = (words: string, text: string): string =>
  words.trim() === '' ? text.trim() : `${words.trimEnd()}\n\n${text.trim()}`;

/** What was typed since stays, wherever it was typed. */
export function without(words: string, text: string): string {
  const piece = text.trim();
  const at = words.lastIndexOf(piece);
  if (at === -1) return words;
  const before = words.slice(0, at).trimEnd();
  const after = words.slice(at + piece.length).trimStart();
  return before !== '' && after !== '' ? `${before}\n\n${after}` : before + after;
}
