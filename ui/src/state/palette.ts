// Finding by a few letters: words in any order, the beginning of a word before its middle, one slip of the finger
// forgiven, the wrong keyboard noticed. Pure, and quick enough to be asked with each key for thousands of people.
export const GROUPS = [
  'recent',
  'do',
  'pages',
  'people',
  'cases',
  'offices',
  'templates',
  'letters',
  'settings',
] as const;
export type Group = (typeof GROUPS)[number];

/** Something that can be found. */
export type Find = {
  id: string;
  group: Group;
  label: string;
  /** Stands beside the label: place, state, occupation. */
  hint?: string | undefined;
  /** Another name of the same, as good as the label. */
  other?: string;
  /** Found by these too, though they are not shown: an address, a country. */
  more?: string;
  /** Shown before anything is typed. */
  first?: boolean;
};
/** With its words laid ready; made once for each list. */
export type Ready<T extends Find> = {
  find: T;
  label: string[];
  other: string[];
  whole: string;
  more: string[];
  /** All of them in one: what is not in it need not be looked for word by word. */
  hay: string;
  /** Found by the same words, and by a few of its own: the case beside the person. */
  beside: { find: T; label: string[] } | null;
};

/** Letters that are not a letter with a mark. */
const OTHER: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ґ: 'г' };

/** Most words need no more than small letters. */
const PLAIN = /^[\w\s.,:·()-]*$/;

/** Without case, accents and signs. */
export const folded = (text: string): string =>
  PLAIN.test(text)
    ? text.toLowerCase()
    : text
        .toLowerCase()
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(/[łøđßæœıґ]/g, (sign) => OTHER[sign] ?? sign)
        .replace(/[’'ʼ`]/g, '');

const words = (text: string): string[] => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

export function ready<T extends Find>(find: T, beside: T | null = null): Ready<T> {
  const label = words(find.label);
  const other = words(find.other ?? '');
  const more = words(`${find.hint ?? ''} ${find.more ?? ''}`);
  return {
    find,
    label,
    other,
    whole: label.join(' '),
    more,
    hay: [...label, ...other, ...more].join(' '),
    beside: beside && { find: beside, label: words(beside.label).filter((word) => !label.includes(word)) },
  };
}

/** Whether `word` begins with `typed` but for one slip: a letter wrong, missing, too many, or two that changed places. */
export function slipped(word: string, typed: string): boolean {
  if (typed.length < 4) return false;
  // The first letter is seldom wrong; at most it came second.
  if (word[0] !== typed[0] && (word[0] !== typed[1] || word[1] !== typed[0])) return false;
  let at = 0;
  while (at < typed.length && word[at] === typed[at]) at += 1;
  const [here, next] = [typed[at], typed[at + 1]];
  if (word[at + 1] !== next && word[at + 1] !== here && word[at] !== next) return false;
  const rest = typed.slice(at + 1);
  return (
    word.startsWith(rest, at + 1) ||
    word.startsWith(typed.slice(at), at + 1) ||
    word.startsWith(rest, at) ||
    (word[at] === next && word[at + 1] === here && word.startsWith(typed.slice(at + 2), at + 2))
  );
}

/** From here on the middle of a word, or a word beside the name, is meant and no accident. */
const ENOUGH = 3;

/** How far off: 0 is the word itself; null when it is not there. */
function distance({ label, other, more }: Ready<Find>, typed: string, slips: boolean): number | null {
  let best: number | null = null;
  const better = (score: number): void => {
    if (best === null || score < best) best = score;
  };
  const name = (all: string[], from: number): void => {
    for (const [n, word] of all.entries()) {
      if (word === typed) better(from + Math.min(n, 5) * 0.2);
      else if (word.startsWith(typed)) better(from + 1 + Math.min(n, 5) * 0.2);
      else if (typed.length >= ENOUGH && word.includes(typed)) better(from + 5);
      else if (slips && slipped(word, typed)) better(from + 8);
    }
  };
  name(label, 0);
  name(other, 0.1);
  if (typed.length < ENOUGH || (best !== null && best < 3)) return best;
  for (const word of more)
    if (word.startsWith(typed)) better(3);
    else if (word.includes(typed)) better(6);
  return best;
}

function scores<T extends Find>(all: readonly Ready<T>[], typed: string[], slips: boolean): [T, number][] {
  const found: [T, number][] = [];
  const whole = typed.join(' ');
  next: for (const it of all) {
    const { beside } = it;
    let score = it.whole.startsWith(whole) ? -1 : 0;
    let own = true;
    for (const word of typed) {
      const off = slips || it.hay.includes(word) ? distance(it, word, slips) : null;
      if (off !== null) score += off;
      else if (beside?.label.some((named) => named.startsWith(word))) own = false;
      else continue next;
    }
    if (own) found.push([it.find, score]);
    // Whoever names the kind of it means it; else it comes after.
    if (beside) found.push([beside.find, own ? score + 0.6 : score - 1]);
  }
  return found;
}

// The same keys on a Latin and on a Russian keyboard.
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = 'йцукенгшщзхъфывапролджэячсмитьбю';
const switched = (text: string): string => {
  const [from, to] = /[а-яё]/i.test(text) ? [RUSSIAN, LATIN] : [LATIN, RUSSIAN];
  return [...text.toLowerCase()].map((sign) => to[from.indexOf(sign)] ?? sign).join('');
};

export type Found<T extends Find> = { group: Group; finds: T[] };

/** At most so many of one kind; whoever looks for more has a page for it. */
const MOST: Record<Group, number> = {
  recent: 5,
  do: 5,
  pages: 8,
  people: 6,
  cases: 3,
  offices: 5,
  templates: 4,
  letters: 4,
  settings: 4,
};

/** Grouped, the group with the best find first. `recent`: ids chosen last, the newest first. */
export function search<T extends Find>(
  all: readonly Ready<T>[],
  query: string,
  recent: readonly string[] = [],
): Found<T>[] {
  const typed = words(query);
  if (typed.length === 0) return beginning(all, recent);
  let found = scores(all, typed, false);
  if (found.length === 0) found = scores(all, words(switched(query)), false);
  if (found.length === 0) found = scores(all, typed, true);

  const groups = new Map<Group, [T, number][]>();
  for (const [find, score] of found) {
    const mine = groups.get(find.group) ?? [];
    const used = recent.indexOf(find.id);
    mine.push([find, used === -1 ? score : score - 1.5 + used * 0.1]);
    groups.set(find.group, mine);
  }
  return [...groups]
    .map(([group, finds]) => {
      // A stable sort: who comes first in the list (by urgency, by newness) stays first among equals.
      const sorted = finds.sort((a, b) => a[1] - b[1]);
      return { group, best: sorted[0]?.[1] ?? 0, finds: sorted.slice(0, MOST[group]).map(([find]) => find) };
    })
    .sort((a, b) => a.best - b.best || GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))
    .map(({ group, finds }) => ({ group, finds }));
}

/** Before anything is typed: what was chosen last, then what is done most, then the pages and who waits longest. */
function beginning<T extends Find>(all: readonly Ready<T>[], recent: readonly string[]): Found<T>[] {
  const last = recent.slice(0, MOST.recent).flatMap((id) => {
    const it = all.find(({ find, beside }) => find.id === id || beside?.find.id === id);
    return (it?.find.id === id ? it.find : it?.beside?.find) ?? [];
  });
  const groups: Found<T>[] = last.length > 0 ? [{ group: 'recent', finds: last }] : [];
  for (const group of GROUPS) {
    const finds = all
      .filter(({ find }) => find.group === group && find.first && !last.includes(find))
      .slice(0, MOST[group])
      .map(({ find }) => find);
    if (finds.length > 0) groups.push({ group, finds });
  }
  return groups;
}
