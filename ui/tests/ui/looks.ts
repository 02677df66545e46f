// What can be seen in a page without knowing what it is about. Each function runs in the page and needs nothing from here.

/** What sticks out to the side: of the window, or of a part that does not scroll sideways. */
export const sticksOut = (): string[] => {
  const parts =
    'main, dialog, .inside, .choose, .desk, .before, article, .middle > *, .rows, .table, .card, .summary, .grid > li, .groups li, .columns > *, .strip, .bar, .problems';
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const long = document.documentElement.scrollHeight - document.documentElement.clientHeight;
  const found = wide > 1 ? [`the page by ${wide}`] : [];
  if (long > 0) found.push(`the window itself scrolls by ${long}`);
  for (const part of document.querySelectorAll<HTMLElement>(parts)) {
    const by = part.scrollWidth - part.clientWidth;
    if (by > 1 && part.clientWidth > 0) found.push(`${part.tagName}.${part.className} by ${by}`);
  }
  return found;
};

/** What the browser itself calls countries, languages and time zones: made once, for it takes a while. */
export const named = (): string[] => {
  const all = new Set(Intl.supportedValuesOf('timeZone').map((zone) => zone.replaceAll('_', ' ')));
  const names = { region: new Set<string>(), language: new Set<string>() };
  const az = [...'abcdefghijklmnopqrstuvwxyz'];
  for (const type of ['region', 'language'] as const) {
    const english = new Intl.DisplayNames(['en'], { type, fallback: 'none' });
    for (const code of az.flatMap((a) => az.map((b) => a + b))) {
      const name = english.of(type === 'region' ? code.toUpperCase() : code);
      if (name === undefined) continue;
      for (const part of [name, ...name.split(/[()]/)]) names[type].add(part.trim());
      if (type === 'region') continue;
      names.language.add(code.toUpperCase()).add(code);
      const itself = new Intl.DisplayNames([code], { type, fallback: 'none' }).of(code);
      if (itself !== undefined) names.language.add(itself).add(itself.toLowerCase());
    }
  }
  return [...all, ...names.region, ...names.language, 'rn']; // Chromium knows no name for Rundi
};

/** Words that the eye or the ear gets and that stand in no brackets, and are neither data nor a number, a date or the
 * name of a country or language. `globalThis.answered` holds what the program answered. */
export const untranslated = (names: string[]): string[] => {
  const { answered = new Set() } = globalThis as unknown as { answered?: Set<string> };
  // Codes such as `sent` are no words to be shown.
  const data = [...answered]
    .flatMap((text) => [text, ...text.split('\n')])
    .map((text) => text.trim())
    .filter((text) => text.length > 2 && !/^[a-z_]+$/.test(text))
    .toSorted((a, b) => b.length - a.length);
  const named = new Set(names);
  const month = (n: number, style: 'long' | 'short'): string =>
    new Intl.DateTimeFormat('en-GB', { month: style }).format(new Date(2026, n, 15));
  const months = Array.from({ length: 12 }, (_, n) => [month(n, 'long'), month(n, 'short')]).flat();
  const dates = new RegExp(
    `\\b(?:${months.join('|')}|am|pm|AM|PM|and|or|KB|kB|MB|EN|RU|FA|https?|en-XA)\\b`,
    'g',
  );

  /** What is left of a text without what stands in brackets, also brackets in brackets. */
  const outside = (text: string): string => {
    let [depth, left] = [0, ''];
    for (const letter of text) {
      if (letter === '⟦') depth += 1;
      else if (letter === '⟧') depth -= 1;
      else if (depth <= 0) left += letter;
    }
    return left;
  };
  const strange = (text: string): string | null => {
    let left = outside(text).trim();
    if (!/\p{L}{2}/u.test(left) || named.has(left)) return null;
    for (const known of data) if (left.includes(known)) left = left.replaceAll(known, ' ');
    left = left
      .split(/\s*[·—–|]\s*|[(),:\n]+|\s(?:and|or)\s/) // lists are made by the browser
      .map((part) => part.trim())
      .filter((part) => ![part, part.toLowerCase()].some((it) => named.has(it)))
      .join(' ')
      .replaceAll(dates, ' ')
      .replaceAll(/\b(?:https?|smtps?):\/\/\S+|\S+@\S+|(?:^|\s)[~/]\S+/g, ' ')
      .trim();
    return /\p{L}{2}/u.test(left) ? left : null;
  };

  const found: string[] = [];
  const letters =
    'bdi, code, kbd, pre, [data-testid=sheet], [data-testid=review-text], [data-testid=story-text], [data-testid=trial-letter], .transcript, [data-data], script, style, noscript, textarea, title';
  const tell = (element: Element, what: string, text: string): void => {
    const left = strange(text);
    if (left !== null) found.push(`${element.tagName}.${element.className} ${what}: “${left}”`);
  };
  /** A sentence with a name in the middle is several texts: they are read together. */
  const block = (element: Element): Element => {
    let it = element;
    while (it.parentElement && getComputedStyle(it).display.startsWith('inline')) it = it.parentElement;
    return it;
  };
  const whole = new Map<Element, string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest('dialog:not([open])')) continue;
    const here = block(parent);
    // What stands in an element for data keeps its place in the sentence, as one letter.
    const text = parent.closest(letters) ? '' : (node.textContent ?? '');
    whole.set(here, (whole.get(here) ?? '') + text);
  }
  for (const [element, text] of whole) if (!element.closest(letters)) tell(element, 'says', text);
  for (const name of [
    'aria-label',
    'title',
    'placeholder',
    'alt',
    'aria-description',
    'aria-roledescription',
  ])
    for (const element of document.querySelectorAll(`[${name}]`))
      tell(element, name, element.getAttribute(name) ?? '');
  return [...new Set(found)];
};

/** Words of which a part is not painted, because their box is too small and hides what sticks out. */
export const cut = (): string[] => {
  const found: string[] = [];
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    const style = getComputedStyle(element);
    const hides = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
    if (!hides(style.overflowX) && !hides(style.overflowY)) continue;
    if (element.clientWidth <= 1 || element.closest('.hidden, dialog:not([open])')) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const words = (element.innerText ?? '').trim(); // a drawing has none
    if (words === '') continue;
    const by = element.scrollWidth - element.clientWidth;
    const under = element.scrollHeight - element.clientHeight;
    const said = style.textOverflow === 'ellipsis' && element.closest('[title]') !== null;
    const name = `${element.tagName}.${element.className}: “${words.slice(0, 60)}”`;
    if (hides(style.overflowX) && by > 1 && !said) found.push(`cut by ${by} at the side: ${name}`);
    if (hides(style.overflowY) && under > 3 && !said) found.push(`cut by ${under} below: ${name}`);
  }
  return found;
};

/** Words that stand on other words. What lies on an opaque ground of its own, as a dialog, covers on purpose. */
export const overlapping = (): string[] => {
  type Box = { left: number; right: number; top: number; bottom: number };
  type Piece = Box & { words: string; parent: HTMLElement };
  const meet = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    right: Math.min(a.right, b.right),
    top: Math.max(a.top, b.top),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const size = (box: Box): [number, number] => [box.right - box.left, box.bottom - box.top];
  const window = { left: 0, right: innerWidth, top: 0, bottom: innerHeight };
  /** What is not hidden by a part that scrolls or cuts. */
  const seen = (element: Element): Box => {
    let box: Box = window;
    for (let it: Element | null = element; it; it = it.parentElement)
      if (getComputedStyle(it).overflow !== 'visible') box = meet(box, it.getBoundingClientRect());
    return box;
  };
  const clear = (colour: string): boolean => /^rgba\(.*, 0\)$|\/ 0\)$|^transparent$/.test(colour);
  const open = [...document.querySelectorAll('dialog[open]')].at(-1);
  const pieces: Piece[] = [];
  for (const root of open ? [open] : document.querySelectorAll('main, nav')) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const words = (node.textContent ?? '').trim();
      if (!parent || words === '' || parent.closest('.hidden, option, [popover], textarea')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (clear(getComputedStyle(parent).color)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const inSight = seen(parent);
      for (const rect of range.getClientRects()) {
        // A line of letters is less high than its box.
        const fifth = rect.height / 5;
        const line = {
          left: rect.left,
          right: rect.right,
          top: rect.top + fifth,
          bottom: rect.bottom - fifth,
        };
        const box = meet(line, inSight);
        const [wide, high] = size(box);
        if (wide > 2 && high > 2) pieces.push({ ...box, words, parent });
      }
    }
  }
  const covers = (over: Piece, under: Piece): boolean => {
    for (let it: HTMLElement | null = over.parent; it && !it.contains(under.parent); it = it.parentElement)
      if (!clear(getComputedStyle(it).backgroundColor)) return true;
    return false;
  };
  const found = new Set<string>();
  for (const [n, a] of pieces.entries())
    for (const b of pieces.slice(n + 1)) {
      if (a.parent === b.parent) continue;
      const [wide, high] = size(meet(a, b));
      if (wide <= 2 || high <= 2 || covers(a, b) || covers(b, a)) continue;
      found.add(
        `“${a.words.slice(0, 40)}” and “${b.words.slice(0, 40)}” by ${Math.round(wide)} × ${Math.round(high)}`,
      );
    }
  return [...found];
};

/** What is to be hit and is smaller than 24 × 24, without the room around that would make up for it (WCAG 2.2, 2.5.8):
 * a circle of 24 about its middle meets another's box or circle. Links in a sentence are as high as their line. */
export const tooSmall = (): string[] => {
  type Target = { element: HTMLElement; x: number; y: number; box: DOMRect; small: boolean };
  const open = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  const kinds =
    'button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button], [role=checkbox], [role=radio], [role=tab], [tabindex="0"]';
  const targets: Target[] = [];
  for (const element of open.querySelectorAll<HTMLElement>(kinds)) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.hidden')) continue;
    if (element.matches(':disabled, [tabindex="-1"]') || getComputedStyle(element).display === 'inline')
      continue;
    // A box with its label is one target.
    const label = element.matches('[type=checkbox], [type=radio]') ? element.closest('label') : null;
    const box = (label ?? element).getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || getComputedStyle(element).opacity === '0') continue;
    const small = box.width < 23.5 || box.height < 23.5;
    targets.push({ element, box, small, x: box.x + box.width / 2, y: box.y + box.height / 2 });
  }
  const near = (a: Target, b: Target): boolean => {
    if (a.element.contains(b.element) || b.element.contains(a.element)) return false;
    if (b.small) return Math.hypot(a.x - b.x, a.y - b.y) < 23.5;
    const dx = Math.max(b.box.left - a.x, 0, a.x - b.box.right);
    const dy = Math.max(b.box.top - a.y, 0, a.y - b.box.bottom);
    return Math.hypot(dx, dy) < 11.75;
  };
  return targets
    .filter((a) => a.small && targets.some((b) => b !== a && near(a, b)))
    .map(({ element, box }) => {
      const name = element.dataset['testid'] ?? element.getAttribute('aria-label') ?? element.innerText;
      return `${element.tagName}.${element.className} “${name}”: ${Math.round(box.width)} × ${Math.round(box.height)}`;
    });
};
