// Letters of earlier months: believable days and ends, made anew each time they are asked for.
import type { LetterState } from '../generated/LetterState';
import { letter, reply, type FakeLetter } from './outbox';

const DAY = 86_400_000;
const PREFIX = 'was-';
const ENDS: LetterState[] = ['sent', 'answered', 'sent', 'posted', 'sent', 'refused', 'sent'];

type Before = {
  id: string;
  name: string;
  offices: { id: string; name: string }[];
  wrote?: { letters: number; daysAgo: number };
};

/** People write twice in one week, and then not for a month. */
const gap = (n: number): number => n * 16 + ((n * n * 29) % 41);

export function history(who: Before, now: Date, text: string): FakeLetter[] {
  const { letters, daysAgo } = who.wrote ?? { letters: 0, daysAgo: 0 };
  const made = Array.from({ length: letters }, (_, n) => {
    const at = new Date(now.getTime() - (daysAgo + (n === 0 ? 0 : gap(n))) * DAY).toISOString();
    const office = who.offices[n % Math.max(who.offices.length, 1)];
    const state = ENDS[n % ENDS.length] ?? 'sent';
    const row = {
      state,
      person: who.id,
      person_name: who.name,
      office: office?.id ?? 'minister-north',
      office_name: office?.name ?? 'Ministry',
      subject: who.name,
      account: 'post',
      updated_at: at,
      queued_at: at,
    };
    const it = letter(row, `${PREFIX}${who.id}-${n + 1}`, now, text);
    const said =
      state === 'refused'
        ? reply(at, 'rcpt', 550, '5.1.1', '550 5.1.1 no such user')
        : reply(at, 'dot', 250, '2.0.0', '250 2.0.0 Ok: queued as 4C1B2');
    it.attempts = [said];
    it.row.last = said;
    it.row.attempts = 1;
    return it;
  });
  return made.sort((a, b) => b.row.queued_at.localeCompare(a.row.queued_at));
}

/** Whose earlier letter this is, by its number. */
export const historyOf = (id: string): string | null =>
  id.startsWith(PREFIX) ? id.slice(PREFIX.length).replace(/-\d+$/, '') : null;
