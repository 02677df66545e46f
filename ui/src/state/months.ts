// Letters over time, a bar for each month: pure functions.
import type { MonthCount } from '../ipc/generated/MonthCount';

/** Three years are enough to see a habit; earlier letters are in the sum. */
export const MOST = 36;
/** Fewer bars than these would be as broad as a door. */
export const LEAST = 12;

export type Months = {
  shown: MonthCount[];
  letters: number;
  /** The month with the most letters, the latest of several. */
  most: MonthCount | null;
  since: string | null;
};

/** The month after, `2026-12` to `2027-01`. */
function next(month: string, by: number): string {
  const [year = 0, n = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, n - 1 + by, 1)).toISOString().slice(0, 7);
}

/** Every month from the first letter to now, whether or not the program named the empty ones. */
export function monthsOf(counted: MonthCount[], today: string): Months {
  const counts = new Map(counted.map((m) => [m.month, m.letters]));
  const written = counted.filter((m) => m.letters > 0).map((m) => m.month);
  const since = written.toSorted()[0] ?? null;
  if (since === null) return { shown: [], letters: 0, most: null, since };
  const end = today.slice(0, 7);
  let from = since;
  if (next(end, 1 - LEAST) < from) from = next(end, 1 - LEAST);
  if (next(end, 1 - MOST) > from) from = next(end, 1 - MOST);
  const shown: MonthCount[] = [];
  for (let month = from; month <= end; month = next(month, 1))
    shown.push({ month, letters: counts.get(month) ?? 0 });
  const most = shown.reduce<MonthCount | null>(
    (best, m) => (m.letters > 0 && m.letters >= (best?.letters ?? 0) ? m : best),
    null,
  );
  return { shown, letters: counted.reduce((sum, m) => sum + m.letters, 0), most, since };
}
