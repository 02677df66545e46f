// Facts as a form holds them and as the program takes them: pure functions over phrases, dates and lists.
import type { CustodyPeriod } from '../ipc/generated/CustodyPeriod';
import type { LanguageRow } from '../ipc/generated/LanguageRow';
import type { OfficeFacts } from '../ipc/generated/OfficeFacts';
import type { PersonFacts } from '../ipc/generated/PersonFacts';
import type { PhraseFacts } from '../ipc/generated/PhraseFacts';
import type { SourceRef } from '../ipc/generated/SourceRef';

export type Facts = OfficeFacts | PersonFacts;
export const NOMINATIVE = 'nominative';

/** What stands for a phrase on a screen in `lang`. */
export const shown = (phrase: PhraseFacts, lang: string): string =>
  phrase[lang]?.[NOMINATIVE] || phrase['en']?.[NOMINATIVE] || Object.values(phrase)[0]?.[NOMINATIVE] || '';

/** Digits as Persian and Arabic keyboards write them, as all others do. */
const plainDigits = (text: string): string =>
  text
    .replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));

/** A day as people write it, as the program reads it: `23.11.2026` is `2026-11-23`. Anything else stays as typed. */
export function isoDay(typed: string): string {
  const text = plainDigits(typed.trim());
  const found = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (!found) return text;
  const [, day = '', month = '', year = ''] = found;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Whether there is such a day in the calendar: not the 30th of February. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** `2026`, `2026-11` or `2026-11-23`, as publications are dated. */
export const isPublished = (text: string): boolean =>
  isDay(/^\d{4}$/.test(text) ? `${text}-01-01` : /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text);

function clean(it: unknown, key = ''): unknown {
  if (typeof it === 'string') {
    const text = it.trim();
    return text === '' && NULLABLE.has(key) ? null : text;
  }
  if (Array.isArray(it)) return it.map((part) => clean(part));
  if (typeof it !== 'object' || it === null) return it;
  if (PHRASES.has(key)) return phrase(it as PhraseFacts);
  return Object.fromEntries(Object.entries(it).map(([name, part]) => [name, clean(part, name)]));
}
const NULLABLE = new Set(['until', 'closes', 'valid_from', 'url', 'published', 'checked_on', 'time_zone']);
const PHRASES = new Set(
  'name called occupation charge story text place postal_hint note salutation'.split(' '),
);

function phrase(it: PhraseFacts): PhraseFacts {
  const all = Object.entries(it).map(([lang, forms]): [string, Record<string, string>] => [
    lang,
    Object.fromEntries(
      Object.entries(forms).flatMap(([form, text]) => (text.trim() ? [[form, text.trim()]] : [])),
    ),
  ]);
  return Object.fromEntries(all.filter(([, forms]) => Object.keys(forms).length > 0));
}

/** Trimmed, and what is empty left out. */
export const cleaned = <T extends Facts>(facts: T): T => clean(facts) as T;

/** The languages that come first in a form: the window's, those of the facts, English. */
export const firstLanguages = (...codes: (string | null | undefined)[]): string[] => [
  ...new Set([...codes, 'en'].filter((code): code is string => !!code)),
];

/** Everything else that can be written, and whatever somebody wrote already. */
export const moreLanguages = (known: LanguageRow[], phrase: PhraseFacts, first: string[]): string[] =>
  [...new Set([...known.map((l) => l.code), ...Object.keys(phrase)])].filter((code) => !first.includes(code));

/** The one time in custody that lasts. */
export const lasting = (custody: CustodyPeriod[]): number => custody.findIndex((c) => !c.until);

/** Free since a day, as a source says. */
export function released(custody: CustodyPeriod[], on: string, source: SourceRef): CustodyPeriod[] {
  const at = lasting(custody);
  return custody.map((c, n) => (n === at ? { ...c, until: on, ended: 'released', source } : c));
}

export type Wrong = { field: string; problem: string };

/** What the form can see by itself; the program looks at the rest. */
export function problemOf(facts: Facts): Wrong | null {
  const found: Wrong[] = [];
  const wrong = (field: string, problem: string): void => void found.push({ field, problem });
  const written = (phrase: PhraseFacts): boolean => Object.values(phrase).some((f) => f[NOMINATIVE]?.trim());
  const name = (at: string, phrase: PhraseFacts): void => {
    if (!written(phrase)) wrong(at, 'missing');
  };
  const day = (at: string, text: string | null, needed = false): void => {
    if (!text?.trim()) {
      if (needed) wrong(at, 'missing');
    } else if (!isDay(text.trim())) wrong(at, 'not_a_date');
  };
  const source = (at: string, it: SourceRef): void => {
    if (it.title.trim() === '') wrong(`${at}.title`, 'missing');
    if (it.url?.trim() && !/^https?:\/\/\S+$/i.test(it.url.trim())) wrong(`${at}.url`, 'not_a_link');
    if (it.published?.trim() && !isPublished(it.published.trim())) wrong(`${at}.published`, 'not_a_date');
    day(`${at}.checked_on`, it.checked_on);
  };
  const channels = (at: string, all: OfficeFacts['channels']): void =>
    all.forEach((c, n) => {
      if (c.value.trim() === '' && c.status !== 'not_accepted') wrong(`${at}.${n + 1}.value`, 'missing');
      day(`${at}.${n + 1}.valid_from`, c.valid_from);
      source(`${at}.${n + 1}.source`, c.source);
    });

  name('name', facts.name);
  if (facts.country === '') wrong('country', 'missing');
  if ('channels' in facts) {
    if (facts.languages.length === 0) wrong('languages', 'missing');
    facts.holders.forEach((h, n) => {
      name(`holder.${n + 1}.name`, h.name);
      day(`holder.${n + 1}.since`, h.since, true);
      day(`holder.${n + 1}.until`, h.until);
      source(`holder.${n + 1}.source`, h.source);
    });
    channels('channel', facts.channels);
    source('source', facts.source);
  } else {
    if (facts.language === '') wrong('language', 'missing');
    if (facts.facility) {
      name('facility.name', facts.facility.name);
      source('facility.source', facts.facility.source);
      channels('facility.channel', facts.facility.channels);
    }
    facts.custody.forEach((c, n) => {
      day(`custody.${n + 1}.from`, c.from, true);
      day(`custody.${n + 1}.until`, c.until, c.ended !== null);
      source(`custody.${n + 1}.source`, c.source);
    });
    if (facts.sentence) {
      day('sentence.imposed_on', facts.sentence.imposed_on, true);
      source('sentence.source', facts.sentence.source);
    }
    day('closes', facts.closes);
    if (facts.sources.length === 0) wrong('source', 'missing');
    facts.sources.forEach((s, n) => source(`source.${n + 1}`, s));
  }
  return found[0] ?? null;
}

/** The field of the form that a path like `custody.1.until` means, or the nearest one to it. */
export function fieldFor(path: string, fields: string[]): string | null {
  const plain = (text: string): string => text.replace(/s(?=\.|$)/g, '');
  const bare = (text: string): string => plain(text).replace(/\.\d+/g, '');
  const within = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`);
  for (const form of [plain, bare]) {
    const wanted = form(path);
    const exact = fields.find((f) => form(f) === wanted);
    const inside = fields.find((f) => within(form(f), wanted));
    // The deepest field that holds it.
    const around = fields.filter((f) => within(wanted, form(f))).toSorted((a, b) => b.length - a.length)[0];
    const found = exact ?? inside ?? around;
    if (found) return found;
  }
  return null;
}
