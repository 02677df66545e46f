// Time in custody as a line that can be drawn: pure functions over days. All places are parts of the whole, 0 to 1.
import type { CustodyForm } from '../ipc/generated/CustodyForm';
import type { CustodyPeriod } from '../ipc/generated/CustodyPeriod';
import type { PersonCard } from '../ipc/generated/PersonCard';

const DAY = 86_400_000;

export type Piece = { from: number; size: number; form: CustodyForm | null };
export type Line = {
  pieces: Piece[];
  /** Where today is, while somebody is held. */
  now: number | null;
  /** The day on which the sentence ends when each day in custody counts as one; `2028-07-24`. */
  ends: string | null;
  /** The first day and the last one that is drawn. */
  first: string;
  last: string;
  /** Where a new year begins. */
  years: number[];
};

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

type Held = Pick<PersonCard, 'days' | 'sentence_days' | 'custody'>;

/** `null` when nobody wrote down when it began. */
export function lineOf(periods: CustodyPeriod[], card: Held, today: string): Line | null {
  const known = periods
    .filter((p) => !Number.isNaN(at(p.from)) && p.from <= today)
    .toSorted((a, b) => a.from.localeCompare(b.from));
  const [begin] = known;
  if (!begin) return null;
  const start = at(begin.from);
  const until = (p: CustodyPeriod): number => Math.min(at(p.until ?? today), at(today));
  const held = card.custody === 'held';
  const left = card.sentence_days === null ? null : card.sentence_days - (card.days ?? 0);
  const ends = held && left !== null && left > 0 ? at(today) + left * DAY : null;
  const stop = Math.max(ends ?? (held ? at(today) : 0), ...known.map(until), start + DAY);
  const place = (ms: number): number => (ms - start) / (stop - start);

  const years: number[] = [];
  for (let year = new Date(start).getUTCFullYear() + 1; Date.UTC(year, 0, 1) < stop; year += 1)
    years.push(place(Date.UTC(year, 0, 1)));
  return {
    pieces: known.map((p) => ({
      from: place(at(p.from)),
      size: Math.max(0, place(until(p)) - place(at(p.from))),
      form: p.form,
    })),
    now: held ? place(at(today)) : null,
    ends: ends === null ? null : dayOf(ends),
    first: begin.from,
    last: dayOf(stop),
    years,
  };
}

/** Days that one period lasted, or lasts until today. */
export function daysOf(period: CustodyPeriod, today: string): number {
  return Math.max(0, Math.round((at(period.until ?? today) - at(period.from)) / DAY));
}
