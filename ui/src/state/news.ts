// What is worth a word when nobody looks: a batch came to its end, or something needs a person. A pure function
// from what was seen before and what is seen now, so that one event is told once and not once a letter.
import type { Hold } from '../ipc/generated/Hold';
import type { OutboxCounts } from '../ipc/generated/OutboxCounts';

export type Seen = { counts: OutboxCounts; holds: Hold[]; at: number };
export type Memory = {
  /** The counts when the batch began, and the most letters that waited in it. */
  batch: { from: OutboxCounts; most: number } | null;
  holds: ReadonlySet<string>;
  doubt: number;
  /** Said already, and nobody has looked since. */
  told: ReadonlySet<News['kind']>;
};
export type News =
  | { kind: 'ended'; sent: number; refused: number; doubt: number }
  | { kind: 'hold'; letters: number }
  | { kind: 'break'; letters: number }
  | { kind: 'doubt'; letters: number };

/** Fewer letters than this are no batch. */
const BATCH = 2;
/** A hold that frees itself within this time is not worth a notification, in milliseconds. */
export const SHORT = 60 * 60_000;

const waiting = (c: OutboxCounts): number => c.queued + c.leased + c.sending + c.deferred;
const more = (now: number, before: number): number => Math.max(0, now - before);

/** Somebody looks at the window: what comes next is new again. */
export const looked = (memory: Memory): Memory => ({ ...memory, told: new Set() });

/** What is to be said, the weightiest first. The first sight of the outbox says nothing: it is shown. */
export function hear(memory: Memory | null, now: Seen): { memory: Memory; news: News[] } {
  const { counts } = now;
  const left = waiting(counts);
  const keys = new Set(now.holds.map((h) => `${h.kind} ${h.key}`));
  let batch = memory?.batch ?? null;
  const news: News[] = [];

  if (left > 0) batch = { from: batch?.from ?? counts, most: Math.max(batch?.most ?? 0, left) };
  else if (batch) {
    const sent = more(counts.sent, batch.from.sent);
    const refused = more(counts.refused, batch.from.refused);
    const doubt = more(counts.in_doubt, batch.from.in_doubt);
    // Who stops the letters, or takes them back, knows it.
    if (batch.most >= BATCH && sent + refused + doubt > 0) news.push({ kind: 'ended', sent, refused, doubt });
    batch = null;
  }
  if (memory) {
    const fresh = now.holds.filter((h) => h.code !== 'person' && !memory.holds.has(`${h.kind} ${h.key}`));
    const letters = (holds: Hold[]): number => holds.reduce((sum, h) => sum + h.letters, 0);
    const person = fresh.filter((h) => h.until === null);
    const long = fresh.filter((h) => h.until !== null && Date.parse(h.until) - now.at > SHORT);
    if (person.length > 0) news.push({ kind: 'hold', letters: letters(person) });
    else if (long.length > 0) news.push({ kind: 'break', letters: letters(long) });
    const ended = news.some((n) => n.kind === 'ended' && n.doubt > 0);
    if (counts.in_doubt > memory.doubt && !ended)
      news.push({ kind: 'doubt', letters: counts.in_doubt - memory.doubt });
  }
  const told = memory?.told ?? new Set();
  const said = news.filter((n) => n.kind === 'ended' || !told.has(n.kind));
  return {
    memory: {
      batch,
      holds: keys,
      doubt: counts.in_doubt,
      told: new Set([...told, ...said.map((n) => n.kind)]),
    },
    news: said,
  };
}
