// The facts of the fake: people and offices to be edited, and what wants to be looked at.
import type { ChannelFacts } from '../generated/ChannelFacts';
import type { FactRef } from '../generated/FactRef';
import type { FactToCheck } from '../generated/FactToCheck';
import type { OfficeFacts } from '../generated/OfficeFacts';
import type { PersonFacts } from '../generated/PersonFacts';
import type { SourceRef } from '../generated/SourceRef';
import type { World } from './commands';
import { fail, type Table } from './kit';
import { deskOffice, holderOf, key, look, said, type Look } from './known';

type Commands =
  | 'offices_list'
  | 'person_facts'
  | 'person_save'
  | 'person_remove'
  | 'office_facts'
  | 'office_save'
  | 'office_remove'
  | 'checks_list'
  | 'fact_confirm'
  | 'fact_doubt';

const DAY = 86_400_000;
const FRESH = 180;
const SOON = 30;
const bad = (field: string, problem: string): never => fail('bad_facts', { field, problem });

function source(at: string, it: SourceRef): void {
  if (it.title.trim() === '') bad(`${at}.title`, 'missing');
  if (it.url && !/^https?:\/\/[^\s/]+\.[^\s/]+/.test(it.url)) bad(`${at}.url`, 'not_a_link');
}

function channels(at: string, all: ChannelFacts[]): void {
  all.forEach((c, n) => {
    const here = `${at}channel.${n + 1}`;
    if (c.value.trim() === '') bad(`${here}.value`, 'missing');
    if (c.kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(c.value))
      bad(`${here}.value`, 'not_an_address');
    source(`${here}.source`, c.source);
  });
}

const named = (all: Record<string, Record<string, string>>): boolean =>
  Object.values(all).some((forms) => forms['nominative']?.trim());

function checkPerson(p: PersonFacts): void {
  if (!named(p.name)) bad('name', 'missing');
  if (p.country === '') bad('country', 'missing');
  if (p.facility) {
    channels('facility.', p.facility.channels);
    source('facility.source', p.facility.source);
  }
  p.custody.forEach((c, n) => {
    const here = `custody.${n + 1}`;
    if (c.from === '') bad(`${here}.from`, 'missing');
    if (c.from > new Date().toISOString()) bad(`${here}.from`, 'future');
    if (c.until !== null && c.until < c.from) bad(`${here}.until`, 'ends_before');
    if (c.ended !== null && c.until === null) bad(`${here}.until`, 'missing');
    source(`${here}.source`, c.source);
  });
  const times = p.custody.map((c, n) => ({ ...c, n })).toSorted((a, b) => a.from.localeCompare(b.from));
  times.forEach((c, at) => {
    const next = times[at + 1];
    if (next && (c.until === null || c.until > next.from)) bad(`custody.${next.n + 1}.from`, 'overlap');
  });
  if (p.sentence) source('sentence.source', p.sentence.source);
  if (p.sources.length === 0) bad('source', 'missing');
  p.sources.forEach((s, n) => source(`source.${n + 1}`, s));
}

function checkOffice(o: OfficeFacts): void {
  if (!named(o.name)) bad('name', 'missing');
  if (o.country === '') bad('country', 'missing');
  if (o.languages.length === 0) bad('languages', 'missing');
  if (!named(o.salutation)) bad('salutation', 'missing');
  o.holders.forEach((h, n) => {
    if (!named(h.name)) bad(`holder.${n + 1}.name`, 'missing');
    if (h.since === '') bad(`holder.${n + 1}.since`, 'missing');
    source(`holder.${n + 1}.source`, h.source);
  });
  channels('', o.channels);
  source('source', o.source);
}

/** “María Pérez” → `maria-perez`; a second one gets a number. */
function newId(name: string, taken: Set<string>): string {
  const base =
    name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'own';
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return id;
}

export function factCommands(world: World): Pick<Table, Commands> {
  const known = world.known;
  const lang = (): string => (world.settings.language === 'ru' ? 'ru' : 'en');
  const office = (id: string): OfficeFacts => known.offices.find((o) => o.id === id) ?? fail('not_found');
  const person = (id: string): PersonFacts => known.people.find((p) => p.id === id) ?? fail('not_found');

  const item = (
    fact: FactRef,
    name: string,
    claims: (string | null)[],
    sources: (SourceRef | null)[],
    seen: Look,
    missing_forms: string[] = [],
  ): FactToCheck => ({
    fact,
    name,
    claims: claims.filter((c) => c !== null),
    sources: sources.filter((s) => s !== null),
    ...seen,
    until: seen.confirmed_at && new Date(Date.parse(seen.confirmed_at) + FRESH * DAY).toISOString(),
    missing_forms,
  });
  const forms = (name: PersonFacts['name']): string[] =>
    ['genitive', 'prepositional'].filter((c) => name['ru'] && !name['ru'][c]).map((c) => `name.ru.${c}`);
  const ofOffice = (o: OfficeFacts): FactToCheck => {
    const holder = holderOf(o);
    const fact = { kind: 'office' as const, id: o.id, channel: null };
    const claims = [
      holder ? said(holder.name, lang()) : null,
      holder?.salutation[lang()]?.['nominative'] ?? said(o.salutation, lang()),
    ];
    const name = said(o.name, lang()) ?? o.id;
    return item(fact, name, claims, [o.source, holder?.source ?? null], look(known, key.office(o)));
  };
  const ofChannel = (o: OfficeFacts, n: number): FactToCheck => {
    const c = o.channels[n - 1] ?? fail('not_found');
    const fact = { kind: 'channel' as const, id: o.id, channel: n };
    return item(fact, said(o.name, lang()) ?? o.id, [c.value], [c.source], look(known, key.channel(o.id, c)));
  };
  const ofPerson = (p: PersonFacts): FactToCheck => {
    const open = p.custody.find((c) => c.until === null);
    const fact = { kind: 'person' as const, id: p.id, channel: null };
    const since = lang() === 'ru' ? 'Под стражей с' : 'Held since';
    const claims = [
      p.facility ? said(p.facility.name, lang()) : null,
      open ? `${since} ${open.from}` : null,
      said(p.charge, lang()),
    ];
    return item(
      fact,
      said(p.name, lang()) ?? p.id,
      claims,
      p.sources,
      look(known, key.person(p)),
      forms(p.name),
    );
  };
  const one = ({ kind, id, channel }: FactRef): FactToCheck =>
    kind === 'person'
      ? ofPerson(person(id))
      : kind === 'office'
        ? ofOffice(office(id))
        : ofChannel(office(id), channel ?? 0);
  const wanted = (it: FactToCheck): boolean =>
    it.freshness !== 'checked' ||
    it.missing_forms.length > 0 ||
    (it.until !== null && Date.parse(it.until) < Date.now() + SOON * DAY);

  /** Puts it back to what came with the program, or away. */
  function without<T extends { id: string }>(all: T[], id: string): T[] {
    const born = known.born.get(id);
    return born
      ? all.map((it) => (it.id === id ? (JSON.parse(born) as T) : it))
      : all.filter((it) => it.id !== id);
  }
  function put<T extends PersonFacts | OfficeFacts>(all: T[], facts: T): { all: T[]; saved: T } {
    const taken = new Set([...known.people, ...known.offices].map((it) => it.id));
    const id = facts.id || newId(said(facts.name, 'en') ?? '', taken);
    const saved = { ...facts, id, own: true, built_in: known.born.has(id) };
    const found = all.some((it) => it.id === id);
    return { saved, all: found ? all.map((it) => (it.id === id ? saved : it)) : [...all, saved] };
  }

  return {
    offices_list: () => known.offices.map((o) => deskOffice(known, o, lang())),
    person_facts: ({ id }) => person(id),
    person_save: (facts) => {
      checkPerson(facts);
      const before = known.people.find((p) => p.id === facts.id);
      const { all, saved } = put(known.people, facts);
      known.people = all;
      const free = saved.custody.length > 0 && saved.custody.every((c) => c.until !== null);
      if (before && free)
        for (const { row } of world.letters)
          if (row.person === saved.id && ['queued', 'deferred'].includes(row.state)) {
            row.state = 'cancelled';
            row.can_take_back = false;
          }
      world.tell();
      return saved;
    },
    person_remove: ({ id }) => {
      known.people = without(known.people, id);
      world.tell();
      return {};
    },
    office_facts: ({ id }) => office(id),
    office_save: (facts) => {
      checkOffice(facts);
      const { all, saved } = put(known.offices, facts);
      known.offices = all;
      world.tell();
      return saved;
    },
    office_remove: ({ id }) => {
      known.offices = without(known.offices, id);
      world.tell();
      return {};
    },
    checks_list: () =>
      [
        ...known.offices.flatMap((o) => [
          ofOffice(o),
          ...o.channels.flatMap((c, n) => (c.status === 'not_accepted' ? [] : [ofChannel(o, n + 1)])),
        ]),
        ...known.people.map(ofPerson),
      ].filter(wanted),
    fact_doubt: (fact) => {
      if (fact.kind === 'person') known.looked.delete(key.person(person(fact.id)));
      else if (fact.kind === 'office') known.looked.delete(key.office(office(fact.id)));
      else {
        const channel = office(fact.id).channels[(fact.channel ?? 0) - 1] ?? fail('not_found');
        known.looked.delete(key.channel(fact.id, channel));
      }
      world.tell();
      return one(fact);
    },
    fact_confirm: (fact) => {
      const seen: Look = { freshness: 'checked', confirmed_at: new Date().toISOString() };
      if (fact.kind === 'person') known.looked.set(key.person(person(fact.id)), seen);
      else if (fact.kind === 'office') known.looked.set(key.office(office(fact.id)), seen);
      else {
        const channel = office(fact.id).channels[(fact.channel ?? 0) - 1] ?? fail('not_found');
        known.looked.set(key.channel(fact.id, channel), seen);
      }
      world.tell();
      return one(fact);
    },
  };
}
