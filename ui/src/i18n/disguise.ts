// English in disguise, for tests: every letter with a mark on it, every text a third longer and in brackets. What is
// read without brackets was never translated; what is cut or overlaps has no room for a longer language.
const MARKED: Record<string, string> = Object.fromEntries(
  [...'aáAÁcçCÇdđDĐeéEÉgğGĞhħHĦiíIÍjĵJĴkķKĶlłLŁnñNÑoóOÓrŕRŔsšSŠtŧTŦuúUÚwŵWŴyýYÝzžZŽ'.matchAll(/../gu)].map(
    ([pair]) => [pair[0], pair[1]],
  ),
);

/** Vowels twice: longer words, as other languages have them, not only more of them. Holes stay what they are. */
function marked(text: string): string {
  const parts = text.split(/(\{\{[^}]*\}\}|\$t\([^)]*\))/u);
  const say = (part: string): string =>
    [...part]
      .map((letter) => `${MARKED[letter] ?? letter}${/[aeiouy]/.test(letter) ? (MARKED[letter] ?? '') : ''}`)
      .join('');
  return `⟦${parts.map((part, n) => (n % 2 === 0 ? say(part) : part)).join('')}⟧`;
}

export function disguised<T extends object>(words: T): T {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'string' ? marked(value) : disguised(value as object),
    ]),
  ) as T;
}
