// What the coach told, in order: gravest first, without jumping while somebody types, and without what the
// writer has set aside for this letter. Pure.
import type { Finding } from '../ipc/generated/Finding';
import type { Level } from '../ipc/generated/Level';

export type Told = { stops: Finding[]; warns: Finding[]; tips: Finding[]; aside: Finding[] };

const WEIGHT: Record<Level, number> = { stop: 0, warn: 1, tip: 2 };

/** One of each key: the same word twice is one thing to look at, in two places. */
function once(findings: Finding[]): Finding[] {
  const by = new Map<string, Finding>();
  for (const finding of findings) {
    const known = by.get(finding.key);
    by.set(finding.key, known ? { ...known, spans: [...known.spans, ...finding.spans] } : finding);
  }
  return [...by.values()];
}

/** Gravest first. What was there stays where it was; a word that grew (“!!”, “!!!”) stays in its place too. */
export function inOrder(before: Finding[], now: Finding[]): Finding[] {
  const place = (finding: Finding): number => {
    const same = before.findIndex((f) => f.key === finding.key);
    if (same >= 0) return same;
    const kin = before.findLastIndex((f) => f.code === finding.code);
    return kin >= 0 ? kin + 0.5 : Infinity;
  };
  const placed = once(now).map((finding, at) => ({ finding, at, place: place(finding) }));
  placed.sort((a, b) => {
    const level = WEIGHT[a.finding.level] - WEIGHT[b.finding.level];
    if (level !== 0) return level;
    return a.place === b.place ? a.at - b.at : a.place < b.place ? -1 : 1;
  });
  return placed.map(({ finding }) => finding);
}

/** A stop cannot be set aside. */
export function sorted(findings: Finding[], dismissed: string[]): Told {
  const aside = findings.filter((f) => f.level !== 'stop' && dismissed.includes(f.key));
  const of = (level: Level): Finding[] => findings.filter((f) => f.level === level && !aside.includes(f));
  return { stops: of('stop'), warns: of('warn'), tips: of('tip'), aside };
}

/** What is underlined: all but what was set aside. */
export const shown = (told: Told): Finding[] => [...told.stops, ...told.warns, ...told.tips];
