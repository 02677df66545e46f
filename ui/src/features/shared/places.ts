// From a finding in the list to its place in the letter, and back.

/** The dialog that an element lies in, else the page: a letter and its findings stand in the same one. */
const around = (element: Element): ParentNode => element.closest('dialog') ?? element.ownerDocument;

export function keysOf(mark: Element): [key: string, place: number][] {
  return JSON.parse(mark.getAttribute('data-marks') ?? '[]') as [string, number][];
}

function flash(mark: HTMLElement): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const tint = getComputedStyle(mark).getPropertyValue('--yellow');
  mark.animate([{ backgroundColor: tint }, { backgroundColor: tint, offset: 0.4 }, {}], 1400);
}

/** Scrolls to a place of a finding; the focus goes there, in own words as a selection that can be typed over. */
export function showMark(from: Element, key: string, place: number): boolean {
  const all = [...around(from).querySelectorAll<HTMLElement>('[data-marks]')];
  const marks = all.filter((m) => keysOf(m).some(([k, p]) => k === key && p === place));
  const [first] = marks;
  if (!first) return false;
  const smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const field = first.parentElement?.parentElement?.querySelector('textarea');
  if (field && first.dataset.from !== undefined) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(Number(first.dataset.from), Number(first.dataset.to));
  } else first.focus({ preventScroll: true });
  first.scrollIntoView({ block: 'center', behavior: smooth ? 'smooth' : 'auto' });
  marks.forEach(flash);
  return true;
}

/** Goes to a finding in the list; tips are opened first. */
export function showFinding(from: Element, key: string): void {
  const all = [...around(from).querySelectorAll<HTMLElement>('[data-finding]')];
  const finding = all.find((f) => f.dataset.finding === key);
  if (!finding) return;
  for (
    let closed = finding.closest('details');
    closed;
    closed = closed.parentElement?.closest('details') ?? null
  )
    closed.open = true;
  const target = finding.querySelector<HTMLElement>('button');
  (target ?? finding).focus();
  finding.scrollIntoView({ block: 'nearest' });
}
