// What the fake knows beside the letter: a person's page, notes, copies to oneself, pace, opened files.
import type { Desk } from '../generated/Desk';
import type { DeskOffice } from '../generated/DeskOffice';
import type { Guard } from '../generated/Guard';
import type { MonthCount } from '../generated/MonthCount';
import type { Profile } from '../generated/Profile';
import type { ReviewLetter } from '../generated/ReviewLetter';
import type { SendRequest } from '../generated/SendRequest';
import { initials, tells, theirs } from '../../state/signing';
import type { World } from './commands';
import { fail, type Table } from './kit';
import { letter, travel, type FakeLetter } from './outbox';

const DAY = 86_400_000;
/** An appeal is near its end in its last two weeks. */
const NEAR = 14;

/** The last day of an appeal, and how many days are left when they are few. */
export function closing(
  closes: string | null,
  now: Date,
): { closes: string | null; days_left: number | null } {
  if (closes === null) return { closes, days_left: null };
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const left = Math.round((Date.parse(`${closes}T00:00:00Z`) - today) / DAY);
  return { closes, days_left: left >= 0 && left <= NEAR ? left : null };
}

/** Letters that officials of a country with ties read carry initials; as crates/core/src/guard.rs has it. */
export function guard(world: World, to: DeskOffice): Guard | null {
  const { safety } = world.settings;
  if (!theirs(to, safety.countries)) return null;
  const { name, email } = world.profile ?? { name: '', email: '' };
  const { full_name } = safety;
  return {
    name: full_name ? name : initials(name),
    full_name,
    address_tells: !full_name && tells(email, name),
  };
}

/** Who signs: with initials there is no street and no occupation either. */
export const signed = (profile: Profile | null, care: Guard | null): Profile | null =>
  profile && care && !care.full_name ? { ...profile, name: care.name, street: '', occupation: '' } : profile;

function months(written: string[], now: Date): MonthCount[] {
  const first = written.toSorted()[0];
  if (first === undefined) return [];
  const all: MonthCount[] = [];
  const at = new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)) - 1, 1));
  while (at <= now) {
    const month = at.toISOString().slice(0, 7);
    all.push({ month, letters: written.filter((day) => day.startsWith(month)).length });
    at.setUTCMonth(at.getUTCMonth() + 1);
  }
  return all;
}

type Doors = {
  page: (id: string) => Desk;
  review: (ask: SendRequest) => ReviewLetter[];
  /** Letters of earlier months. */
  before: (id: string) => FakeLetter[];
};
/** So many of the newest letters stand on a person's page. */
const NEWEST = 12;
type Commands =
  'files_opened' | 'person_show' | 'note_save' | 'letters_copy' | 'letter_file' | 'account_pace';

export function deskCommands(world: World, { page, review, before }: Doors): Pick<Table, Commands> {
  return {
    files_opened: () => world.files.splice(0),
    person_show: ({ id }) => {
      const { person, offices, ties } = page(id);
      const rows = [...world.letters, ...before(id)]
        .map((l) => l.row)
        .filter((row) => row.person === id && !row.copy)
        .sort((a, b) => b.queued_at.localeCompare(a.queued_at));
      const counted = rows.filter((row) => row.state !== 'cancelled' && row.state !== 'draft');
      return {
        page: person,
        offices,
        letters: rows.slice(0, NEWEST),
        months: months(
          counted.map((row) => row.queued_at),
          new Date(),
        ),
        note: world.notes.get(id) ?? { person: id, text: '', saved_at: null },
        ties,
      };
    },
    note_save: (note) => {
      const saved = { ...note, saved_at: new Date().toISOString() };
      world.notes.set(note.person, saved);
      return saved;
    },
    letters_copy: (ask) => {
      const made = review(ask).map((r) => {
        const me = world.profile?.email || 'me@practice.invalid';
        const row = {
          state: 'queued' as const,
          copy: true,
          office: '(me)',
          office_name: r.office_name,
          person: r.letter.person,
          person_name: page(r.letter.person).person.card.name,
          lang: r.letter.language,
          subject: `[TEST] ${r.subject}`,
          to: me,
          account: ask.account,
        };
        const it = letter(row, `new-${world.letters.length}-copy`, new Date(), r.text);
        world.letters.unshift(it);
        travel(it, 300, false, world.practice, world.tell, () => false);
        return it.row.id;
      });
      world.tell();
      return { letters: made, take_back_until: new Date().toISOString() };
    },
    letter_file: (ask) => {
      const [first] = ask.letters;
      if (!first) fail('bad_request');
      return { path: `${world.home}/letters/${first.person}-${first.office}.eml` };
    },
    account_pace: ({ name, per_hour, per_day }) => {
      const account = world.accounts.find((a) => a.name === name) ?? fail('no_account');
      const of = (wish: number | null, usual: number): number | null =>
        wish === null ? usual : wish === 0 ? null : wish;
      account.per_hour = of(per_hour, 20);
      account.per_day = Math.min(of(per_day, 100) ?? 500, account.cap_day ?? Infinity);
      world.tell();
      return account;
    },
  };
}
