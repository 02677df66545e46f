// The people and offices of the fake as facts that can be edited, and the way back to what the screens show.
import type { ChannelFacts } from '../generated/ChannelFacts';
import type { CustodyPeriod } from '../generated/CustodyPeriod';
import type { CustodyNow } from '../generated/CustodyNow';
import type { DeskOffice } from '../generated/DeskOffice';
import type { Freshness } from '../generated/Freshness';
import type { LetterKind } from '../generated/LetterKind';
import type { OfficeFacts } from '../generated/OfficeFacts';
import type { PersonFacts } from '../generated/PersonFacts';
import type { PhraseFacts } from '../generated/PhraseFacts';
import { IN_RUSSIAN, OFFICES } from './offices';
import { crowd, crowdWrote } from './crowd';
import { PEOPLE, type FakePerson } from './people';

export type Look = { freshness: Freshness; confirmed_at: string | null };
export type Known = {
  people: PersonFacts[];
  offices: OfficeFacts[];
  /** What came with the program, to go back to. */
  born: Map<string, string>;
  /** Facts that somebody looked at, by `key`. */
  looked: Map<string, Look>;
};

const DAY = 86_400_000;
const told = (phrase: PhraseFacts): Record<string, string> =>
  Object.fromEntries(Object.entries(phrase).map(([lang, forms]) => [lang, forms['nominative'] ?? '']));
const plainly = (all: Record<string, string | null | undefined> | null | undefined): PhraseFacts =>
  Object.fromEntries(
    Object.entries(all ?? {}).flatMap(([lang, text]) => (text ? [[lang, { nominative: text }]] : [])),
  );
export const said = (phrase: PhraseFacts, lang: string): string | null => {
  const all = told(phrase);
  return all[lang] || all['en'] || Object.values(all)[0] || null;
};

const BORIS: PhraseFacts[string] = {
  nominative: 'Борис Кагарлицкий',
  genitive: 'Бориса Кагарлицкого',
  dative: 'Борису Кагарлицкому',
  accusative: 'Бориса Кагарлицкого',
  instrumental: 'Борисом Кагарлицким',
  prepositional: 'Борисе Кагарлицком',
};
const TONGUES: Record<string, string> = {
  RU: 'ru',
  AZ: 'hy',
  IR: 'fa',
  VN: 'vi',
  CU: 'es',
  CM: 'fr',
  NI: 'es',
};
const WOMEN = ['anahit-verdyan', 'maryam-rostami', 'tran-thi-sample', 'maria-longname'];
const SENTENCES: Record<string, [string, number]> = {
  'boris-kagarlitsky': ['2024-02-13', 5],
  'maryam-rostami': ['2023-09-11', 11],
  'tran-thi-sample': ['2024-11-05', 5],
  'maria-longname': ['2025-12-01', 7],
  'tomas-ejemplo': ['2025-01-20', 8],
};

function personFacts(p: FakePerson, now: Date): PersonFacts {
  const last = new Date(now.getTime() + (p.closesIn ?? 0) * DAY);
  const [source] = p.sources;
  const boris = p.id === 'boris-kagarlitsky';
  const [imposed_on, years] = SENTENCES[p.id] ?? ['', 0];
  const language = TONGUES[p.country] ?? 'en';
  const from = source ?? { title: '', url: null, published: null, checked_on: null };
  const name = plainly({ ...(boris ? {} : { [language]: p.native }), ...p.name });
  return {
    id: p.id,
    country: p.country,
    language,
    gender: WOMEN.includes(p.id) ? 'female' : 'male',
    name: boris ? { ...name, ru: BORIS } : name,
    called: boris ? plainly({ en: 'Boris', ru: 'Борис Юльевич' }) : {},
    occupation: plainly(p.occupation),
    charge: plainly(p.charge),
    story: plainly(p.story),
    facility: p.place
      ? { name: plainly(p.place), place: {}, postal_hint: {}, channels: [], source: from }
      : null,
    custody: p.periods,
    sentence: p.sentence ? { imposed_on, years, months: 0, text: plainly(p.sentence), source: from } : null,
    offices: p.offices,
    closes: p.closesIn === undefined ? null : day(last),
    sources: p.sources,
    built_in: true,
    own: false,
  };
}

const SALUTATIONS: Record<LetterKind, PhraseFacts> = {
  official: plainly({ en: 'Dear Sir or Madam,', ru: 'Уважаемые дамы и господа!' }),
  embassy: plainly({ en: 'Dear Ambassador,', ru: 'Уважаемый господин посол!' }),
  representative: plainly({ en: 'Dear Member of Parliament,', ru: 'Уважаемый депутат!' }),
  press: plainly({ en: 'Dear Editor,', ru: 'Уважаемая редакция!' }),
  prisoner: {},
};

function officeFacts(o: DeskOffice): OfficeFacts {
  const ru = IN_RUSSIAN[o.id];
  const channels = o.channels.map((c): ChannelFacts => ({
    kind: c.kind,
    value: c.value,
    status: c.status,
    note: c.note ? plainly({ en: c.note, ru: ru?.note }) : {},
    valid_from: c.status === 'not_accepted' ? '2025-03-30' : null,
    max_chars: null,
    source: c.source,
  }));
  const holder = {
    name: plainly({ en: o.holder, ru: ru?.holder }),
    gender: 'male' as const,
    since: '2025-09-24',
    until: null,
    salutation: plainly({ en: `Dear Mr ${o.holder?.split(' ').at(-1) ?? ''},` }),
    source: o.holder_source ?? o.source,
  };
  return {
    id: o.id,
    kind: o.kind,
    country: o.country,
    name: plainly({ en: o.name, ru: ru?.name }),
    place: plainly({ en: o.place, ru: ru?.place }),
    time_zone: o.country === 'RU' ? 'Europe/Moscow' : null,
    languages: o.languages,
    salutation: SALUTATIONS[o.kind],
    holders: o.holder ? [holder] : [],
    channels,
    source: o.source,
    built_in: true,
    own: false,
  };
}

const today = (): string => new Date().toISOString().slice(0, 10);
/** The day where the writer is. */
function day(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
export const holderOf = (o: OfficeFacts): OfficeFacts['holders'][number] | null =>
  o.holders.findLast((h) => h.since <= today() && (h.until === null || h.until >= today())) ?? null;

/** A changed fact is another fact: it wants to be looked at again. */
export const key = {
  channel: (office: string, c: ChannelFacts): string => `channel ${office} ${c.value}`,
  office: (o: OfficeFacts): string => `office ${o.id} ${JSON.stringify([o.name, o.salutation, holderOf(o)])}`,
  person: (p: PersonFacts): string =>
    `person ${p.id} ${JSON.stringify([p.name, p.country, p.occupation, p.charge, p.custody, p.sentence])}`,
};

export const look = (known: Known, it: string): Look =>
  known.looked.get(it) ?? { freshness: 'unchecked', confirmed_at: null };

/** `all`: a desk in use, where most facts have been looked at. `more`: so many people besides. */
export function begin(now: Date, all: boolean, more = 0): Known {
  const many = crowd(more, now);
  const known: Known = {
    people: [...PEOPLE.map((p) => personFacts(p, now)), ...many],
    offices: OFFICES.filter((o) => o.kind !== 'prisoner').map(officeFacts),
    born: new Map(),
    looked: new Map(),
  };
  const ago = (days: number): string => new Date(now.getTime() - days * DAY).toISOString();
  for (const it of [...known.people, ...known.offices]) known.born.set(it.id, JSON.stringify(it));
  for (const office of OFFICES)
    for (const { value, freshness, confirmed_at } of office.channels)
      if (freshness !== 'unchecked')
        known.looked.set(`channel ${office.id} ${value}`, { freshness, confirmed_at });
  if (!all) return known;
  const days: Record<string, number> = {
    'embassy-ru-london': 21,
    'ombudsman-ru': 21,
    'embassy-north': 21,
    'minister-north': 170,
    'fsin-ru': 258,
    'boris-kagarlitsky': 21,
    'maryam-rostami': 40,
    'tran-thi-sample': 40,
    'maria-longname': 200,
    'tomas-ejemplo': 50,
  };
  const put = (id: string, it: string): void => {
    const n = days[id];
    if (n !== undefined)
      known.looked.set(it, { freshness: n > 180 ? 'stale' : 'checked', confirmed_at: ago(n) });
  };
  for (const o of known.offices) put(o.id, key.office(o));
  for (const p of known.people) put(p.id, key.person(p));
  for (const p of many) known.looked.set(key.person(p), { freshness: 'checked', confirmed_at: ago(40) });
  return known;
}

function custodyNow(periods: CustodyPeriod[]): CustodyNow {
  if (periods.length === 0) return 'unknown';
  if (periods.some((p) => p.until === null || p.until > today())) return 'held';
  return periods.some((p) => p.ended === 'died') ? 'died' : 'released';
}

/** The other parts of the fake know a person in this shape. */
export function fakePerson(facts: PersonFacts): FakePerson {
  const born = PEOPLE.find((p) => p.id === facts.id);
  const wrote = born?.wrote ?? crowdWrote(facts.id);
  const orNone = (phrase: PhraseFacts): Record<string, string> | null =>
    Object.keys(phrase).length > 0 ? told(phrase) : null;
  const { facility, sentence } = facts;
  const places = facility ? told(facility.name) : {};
  if (facility)
    for (const [lang, place] of Object.entries(told(facility.place)))
      places[lang] = places[lang] ? `${places[lang]}, ${place}` : place;
  const length = sentence ? Math.round(sentence.years * 365.25 + sentence.months * 30.44) : null;
  const kept = sentence?.years === SENTENCES[facts.id]?.[1] && sentence?.months === 0;
  return {
    id: facts.id,
    name: told(facts.name),
    about: facts.name['ru']?.['prepositional'] ?? born?.about ?? said(facts.name, 'ru') ?? '',
    native: born?.native ?? facts.name[facts.language]?.['nominative'] ?? null,
    occupation: orNone(facts.occupation),
    place: Object.keys(places).length > 0 ? places : null,
    country: facts.country,
    sentence_days: kept ? (born?.sentence_days ?? length) : length,
    custody: custodyNow(facts.custody),
    charge: orNone(facts.charge),
    sentence: sentence ? orNone(sentence.text) : null,
    story: orNone(facts.story),
    periods: facts.custody,
    sources: facts.sources,
    offices: facts.offices,
    ...(wrote ? { wrote } : {}),
  };
}

export function deskOffice(known: Known, facts: OfficeFacts, lang: string): DeskOffice {
  const holder = holderOf(facts);
  const mail = (status: string): number =>
    facts.channels.findIndex((c) => c.kind === 'email' && c.status === status) + 1;
  return {
    id: facts.id,
    name: said(facts.name, lang) ?? facts.id,
    place: said(facts.place, lang),
    country: facts.country,
    kind: facts.kind,
    holder: holder ? said(holder.name, lang) : null,
    languages: facts.languages,
    channels: facts.channels.map((c, n) => ({
      number: n + 1,
      kind: c.kind,
      value: c.value,
      status: c.status,
      note: said(c.note, lang),
      source: c.source,
      ...look(known, key.channel(facts.id, c)),
    })),
    email_channel: mail('accepted') || mail('unknown') || null,
    source: facts.source,
    holder_source: holder?.source ?? null,
    ...look(known, key.office(facts)),
  };
}
