// What each command of the fake does.
import { coachCommands } from './coach';
import { closing, deskCommands, guard, signed } from './desk';
import { factCommands } from './facts';
import { fail, type Table } from './kit';
import { templateCommands } from './templates';
import type { AccountRow } from '../generated/AccountRow';
import type { DeskOffice } from '../generated/DeskOffice';
import type { Draft } from '../generated/Draft';
import type { Note } from '../generated/Note';
import type { OpenedFile } from '../generated/OpenedFile';
import type { OutboxRow } from '../generated/OutboxRow';
import type { OutboxStatus } from '../generated/OutboxStatus';
import type { PersonCard } from '../generated/PersonCard';
import type { Profile } from '../generated/Profile';
import type { ReviewLetter } from '../generated/ReviewLetter';
import type { SendRequest } from '../generated/SendRequest';
import type { Settings } from '../generated/Settings';
import { ofChannel, unseen } from './findings';
import { days, plain, preview, TEMPLATES } from './letters';
import { OFFICES, POSTAL_HINT } from './offices';
import { history, historyOf } from './history';
import { deskOffice, fakePerson, key, look, said, type Known } from './known';
import { connected, provider } from './mailboxes';
import { count, letter, travel, type FakeLetter } from './outbox';
import type { FakePerson } from './people';
import { heldBy, statusOf, type Sending } from './sending';

export type World = {
  home: string;
  practice: string;
  settings: Settings;
  profile: Profile | null;
  accounts: AccountRow[];
  nobody: boolean;
  drafts: Map<string, Draft>;
  notes: Map<string, Note>;
  /** Opened with the program and not asked for yet. */
  files: OpenedFile[];
  known: Known;
  letters: FakeLetter[];
  sending: Sending;
  wait: number;
  tell: () => void;
};

/** As the program sorts: near its last day, not yet written, written longest ago; who is free comes last. */
function urgent(people: PersonCard[]): PersonCard[] {
  const free = (p: PersonCard): number => Number(p.custody === 'released' || p.custody === 'died');
  return people.sort(
    (a, b) =>
      free(a) - free(b) ||
      (a.days_left ?? 99) - (b.days_left ?? 99) ||
      (a.last_written ?? '').localeCompare(b.last_written ?? '') ||
      (b.days ?? -1) - (a.days ?? -1) ||
      (a.id < b.id ? -1 : 1),
  );
}

export function fakeCommands(world: World): Table {
  const { known } = world;
  const lang = (): string => (world.settings.language === 'ru' ? 'ru' : 'en');
  const facts = (id: string) => known.people.find((p) => p.id === id) ?? fail('not_found');
  const person = (id: string): FakePerson => fakePerson(facts(id));
  /** The prisoner as somebody to write to. */
  const reader = (id: string): DeskOffice | undefined =>
    OFFICES.find((o) => o.id === id && o.kind === 'prisoner');
  const office = (id: string): DeskOffice => {
    const to = reader(id);
    if (to) return { ...to, name: person(id).name[lang()] ?? to.name };
    return deskOffice(known, known.offices.find((o) => o.id === id) ?? fail('not_found'), lang());
  };
  /** How often and when last somebody was written for, apart from what was taken back. */
  const written = (): Map<string, { letters: number; last: string }> => {
    const all = new Map<string, { letters: number; last: string }>();
    for (const { row } of world.letters) {
      if (row.copy || row.state === 'cancelled' || row.state === 'draft') continue;
      const { letters, last } = all.get(row.person) ?? { letters: 0, last: '' };
      all.set(row.person, { letters: letters + 1, last: last > row.queued_at ? last : row.queued_at });
    }
    return all;
  };
  const card = (p: FakePerson, wrote = written(), offices = new Map<string, DeskOffice>()): PersonCard => {
    const { letters, last } = wrote.get(p.id) ?? { letters: 0, last: null };
    const before = p.wrote ? new Date(Date.now() - p.wrote.daysAgo * 86_400_000).toISOString() : null;
    const open = p.offices
      .filter((id) => known.offices.some((o) => o.id === id))
      .map((id) => {
        const it = offices.get(id) ?? office(id);
        offices.set(id, it);
        return it;
      });
    return {
      id: p.id,
      name: p.name[lang()] ?? Object.values(p.name)[0] ?? p.id,
      native_name: p.native === p.name[lang()] ? null : p.native,
      occupation: p.occupation?.[lang()] ?? null,
      place: p.place?.[lang()] ?? null,
      country: p.country,
      days: days(p, new Date()),
      sentence_days: p.sentence_days,
      custody: p.custody,
      offices: open.length,
      email_offices: open.filter((o) => o.email_channel !== null).length,
      letters: letters + (p.wrote?.letters ?? 0),
      last_written: last ?? before,
      ...closing(facts(p.id).closes, new Date()),
    };
  };
  const review = (ask: SendRequest): ReviewLetter[] => {
    if (!world.profile) fail('no_profile');
    return ask.letters.map((ref) => {
      const to = office(ref.office);
      const own = ask.own_words[ref.language] ?? '';
      const care = guard(world, to);
      const signer = signed(world.profile, care);
      const shown = preview({ letter: ref, own_words: own }, person(ref.person), to, signer, new Date());
      const who = world.accounts.find((a) => a.name === ask.account);
      const channel = to.channels.find((c) => c.number === to.email_channel) ?? null;
      const seen = look(known, key.person(facts(ref.person)));
      const findings = [...shown.findings, ...ofChannel(to), ...unseen(to, ref.person, seen)];
      const me = `${signer?.name ?? ''} <${world.profile?.email || 'me@practice.invalid'}>`;
      return {
        letter: ref,
        office_name: to.name,
        from: who ? who.from.replace(/^[^<]*(?=<)/, care ? `${care.name} ` : '$&') : me,
        to: channel?.value ?? '',
        subject: plain(shown.subject),
        text: plain(shown.body),
        direction: shown.direction,
        findings,
        channel,
        ready: !findings.some((f) => f.level === 'stop'),
        guard: care,
        seal: `${plain(shown.subject)}\n${plain(shown.body)}`,
      };
    });
  };

  const before = (id: string): FakeLetter[] => {
    const p = person(id);
    const offices = p.offices.filter((o) => known.offices.some((it) => it.id === o)).map(office);
    const text = world.letters[0]?.text ?? 'Dear Minister,';
    return history({ ...p, name: card(p).name, offices }, new Date(), text);
  };
  const one = (id: string): FakeLetter => {
    const whose = historyOf(id);
    const all = whose === null ? world.letters : before(whose);
    return all.find((l) => l.row.id === id) ?? fail('not_found');
  };
  const now = (it: FakeLetter): OutboxRow => ({ ...it.row, held_by: heldBy(it, world.sending) });
  const put = (it: FakeLetter, state: OutboxRow['state']): OutboxRow => {
    it.row.state = state;
    it.row.can_take_back = false;
    it.row.updated_at = new Date().toISOString();
    world.tell();
    return now(it);
  };
  /** Letters that wait with the full name for officials who should not read it. */
  const named = (): FakeLetter[] => {
    const name = world.profile?.name ?? '';
    const reads = (id: string): boolean =>
      known.offices.some((o) => o.id === id) || known.people.some((p) => p.id === id);
    const hidden = (id: string): boolean => reads(id) && guard(world, office(id))?.full_name === false;
    return world.letters.filter(
      ({ row, text }) =>
        ['queued', 'leased', 'deferred'].includes(row.state) &&
        row.signer === name &&
        text.includes(name) &&
        hidden(row.office),
    );
  };
  const status = (only: string | null): OutboxStatus => statusOf(world.letters, world.sending, only);
  const pause = (campaign: string | null, paused: boolean): OutboxStatus => {
    if (campaign === null) world.sending.paused = paused;
    for (const card of world.sending.campaigns)
      if (card.id === campaign) card.state = paused ? 'paused' : 'running';
    world.tell();
    return status(campaign);
  };

  const table: Table = {
    app_state: () => ({
      version: '0.1.0',
      home: world.home,
      practice_folder: world.practice,
      settings: world.settings,
      profile: world.profile,
      accounts: world.accounts,
      counts: count(world.letters),
    }),
    settings_save: (settings) => {
      world.settings = settings;
      world.tell();
      return settings;
    },
    profile_save: (profile) => {
      if (profile.name.trim() === '' || (profile.email !== '' && !profile.email.includes('@')))
        fail('bad_profile');
      world.profile = profile;
      world.tell();
      return profile;
    },
    full_names: () => ({ letters: named().length }),
    full_names_take_back: () => {
      const letters = named();
      for (const it of letters) put(it, 'cancelled');
      return { letters: letters.length };
    },
    people_list: () => {
      if (world.nobody) return [];
      const [wrote, offices] = [written(), new Map<string, DeskOffice>()];
      return urgent(known.people.map((p) => card(fakePerson(p), wrote, offices)));
    },
    desk_open: ({ id }) => {
      const p = person(id);
      const own = facts(id);
      return {
        person: {
          card: card(p),
          charge: p.charge?.[lang()] ?? null,
          sentence: p.sentence?.[lang()] ?? null,
          story: p.story?.[lang()] ?? null,
          postal_hint: reader(p.id)
            ? POSTAL_HINT[lang() === 'ru' ? 'ru' : 'en']
            : own.facility
              ? said(own.facility.postal_hint, lang())
              : null,
          periods: p.periods,
          sources: p.sources,
          ...look(known, key.person(own)),
        },
        offices: [
          ...p.offices.filter((o) => known.offices.some((it) => it.id === o)),
          ...(reader(id) ? [id] : []),
        ].map(office),
        templates: TEMPLATES,
        ties: world.settings.safety.countries.includes(p.country),
        draft: world.drafts.get(id) ?? null,
      };
    },
    draft_save: (draft) => {
      const saved = { ...draft, saved_at: new Date().toISOString() };
      world.drafts.set(draft.person, saved);
      world.tell();
      return saved;
    },
    letter_preview: (ask) => {
      const [who, to] = [person(ask.letter.person), office(ask.letter.office)];
      const care = guard(world, to);
      return { ...preview(ask, who, to, signed(world.profile, care), new Date()), guard: care };
    },
    letters_review: (ask) => {
      const letters = review(ask);
      return { letters, ready: letters.filter((l) => l.ready).length };
    },
    letters_send: (ask) => {
      const until = new Date(Date.now() + world.wait).toISOString();
      const ready = review(ask);
      if (ready.some((l) => !l.ready)) fail('letter_stopped');
      if (ready.some((l) => !ask.seals.includes(l.seal))) fail('review_changed');
      const made = ready.map((r) => {
        const row = {
          state: 'queued' as const,
          office: r.letter.office,
          office_name: r.office_name,
          person: r.letter.person,
          person_name: card(person(r.letter.person)).name,
          signer: world.profile?.name ?? '',
          lang: r.letter.language,
          subject: r.subject,
          to: r.to,
          account: ask.account,
          not_before: until,
          can_take_back: true,
        };
        const it = letter(row, `new-${world.letters.length}-${r.letter.office}`, new Date(), r.text);
        it.from = r.from;
        world.letters.unshift(it);
        const grey = r.letter.office === 'minister-north';
        travel(it, world.wait, grey, world.practice, world.tell, () => now(it).held_by !== null);
        return it.row.id;
      });
      world.tell();
      return { letters: made, take_back_until: until };
    },
    channel_confirm: ({ office: id, channel }) => {
      factCommands(world).fact_confirm({ kind: 'channel', id, channel });
      return office(id);
    },
    outbox_list: ({ state, campaign, offset, limit }) => {
      const mine =
        campaign === null ? world.letters : world.letters.filter((l) => l.row.campaign === campaign);
      const all = state === null ? mine : mine.filter((l) => l.row.state === state);
      return {
        letters: all.slice(offset, offset + limit).map(now),
        total: all.length,
        counts: count(mine),
      };
    },
    outbox_show: ({ id }) => {
      const it = one(id);
      return { ...it, row: now(it) };
    },
    letter_take_back: ({ id }) => {
      const it = one(id);
      if (it.row.state !== 'queued' && it.row.state !== 'deferred') fail('letter_not_queued');
      return put(it, 'cancelled');
    },
    outbox_status: ({ campaign }) => status(campaign),
    outbox_pause: ({ campaign }) => pause(campaign, true),
    outbox_resume: ({ campaign }) => pause(campaign, false),
    outbox_stop: ({ campaign }) => {
      for (const it of world.letters)
        if (['queued', 'leased', 'deferred'].includes(it.row.state))
          if (campaign === null || it.row.campaign === campaign) put(it, 'cancelled');
      for (const card of world.sending.campaigns)
        if (campaign === null || card.id === campaign) card.state = 'cancelled';
      return status(campaign);
    },
    letter_retry: ({ id }) => {
      const it = one(id);
      if (it.row.state !== 'queued' && it.row.state !== 'deferred') fail('letter_not_queued');
      put(it, 'queued');
      it.row.not_before = null;
      travel(it, world.wait / 4, false, world.practice, world.tell, () => now(it).held_by !== null);
      return now(it);
    },
    letter_resolve: ({ id, decision }) => {
      const it = one(id);
      if (it.row.state !== 'in_doubt') fail('letter_not_queued');
      if (decision === 'again')
        travel(it, world.wait / 4, false, world.practice, world.tell, () => now(it).held_by !== null);
      return put(it, decision === 'sent' ? 'sent' : decision === 'again' ? 'queued' : 'cancelled');
    },
    hold_lift: ({ kind, key }) => {
      if (key === 'second') fail('account_refused');
      world.sending.holds = world.sending.holds.filter((h) => h.kind !== kind || h.key !== key);
      for (const account of world.accounts)
        if (kind === 'account' && account.name === key)
          Object.assign(account, { hold: null, hold_code: null, hold_until: null });
      world.tell();
      return status(null);
    },
    provider_find: ({ address }) => ({ provider: provider(address) }),
    account_connect: (mailbox) => {
      const row = connected(mailbox);
      world.accounts = [...world.accounts.filter((a) => a.name !== row.name), row];
      world.tell();
      return row;
    },
    ...coachCommands(),
    ...deskCommands(world, { page: (id) => table.desk_open({ id }), review, before }),
    ...factCommands(world),
    ...templateCommands(world),
    account_test: ({ name }) => world.accounts.find((a) => a.name === name) ?? fail('no_account'),
    account_remove: ({ name }) => {
      world.accounts = world.accounts.filter((a) => a.name !== name);
      world.tell();
      return {};
    },
  };
  return table;
}
