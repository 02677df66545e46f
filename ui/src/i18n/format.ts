// Numbers, dates and names of countries and languages, as the reader of the window writes them.
import { language, t } from '.';

const once = <T>(make: (lang: string) => T): (() => T) => {
  const made = new Map<string, T>();
  return () => {
    const lang = language();
    let it = made.get(lang);
    if (it === undefined) made.set(lang, (it = make(lang)));
    return it;
  };
};

const locale = (lang: string): string => (lang === 'en' ? 'en-GB' : lang);
const numbers = once(
  (l) => new Intl.NumberFormat(locale(l), { useGrouping: 'always' } as Intl.NumberFormatOptions),
);
const years = once((l) => new Intl.NumberFormat(locale(l), { useGrouping: false }));
const percents = once(
  (l) => new Intl.NumberFormat(locale(l), { style: 'percent', maximumFractionDigits: 0 }),
);
const dates = once((l) => new Intl.DateTimeFormat(locale(l), { dateStyle: 'long' }));
const plainDates = once((l) => new Intl.DateTimeFormat(locale(l), { dateStyle: 'long', timeZone: 'UTC' }));
// A month of a source is none of another calendar: it would be parts of two.
const months = once(
  (l) =>
    new Intl.DateTimeFormat(locale(l), {
      calendar: 'gregory',
      year: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    }),
);
const times = once((l) => new Intl.DateTimeFormat(locale(l), { hour: '2-digit', minute: '2-digit' }));
const shorts = once((l) => new Intl.DateTimeFormat(locale(l), { day: 'numeric', month: 'short' }));
const countries = once((l) => new Intl.DisplayNames([l], { type: 'region' }));
const tongues = once((l) => new Intl.DisplayNames([l], { type: 'language' }));
const choices = once((l) => new Intl.ListFormat(l, { style: 'long', type: 'disjunction' }));
const lists = once((l) => new Intl.ListFormat(l, { style: 'long', type: 'conjunction' }));

export const number = (n: number): string => numbers().format(n);
export const percent = (part: number): string => percents().format(part);
export const either = (items: string[]): string => choices().format(items);
export const list = (items: string[]): string => lists().format(items);

const orRaw = (raw: string, say: () => string | undefined): string => {
  try {
    return say() ?? raw;
  } catch {
    return raw; // an invalid date or code is shown as it came
  }
};

/** “г.” and “р.” would end a sentence with two full stops. */
const spelled = (words: string): string => words.replace(/\s?г\.$/u, ' года').replace(/\s?р\.$/u, ' року');

/** A date as sources write it: `2026-11-23`, `2026-11`, `2026`, or a full time stamp. */
export const date = (raw: string): string =>
  orRaw(raw, () => {
    if (/^\d{4}$/.test(raw)) return years().format(Number(raw));
    if (/^\d{4}-\d{2}$/.test(raw)) return spelled(months().format(new Date(`${raw}-01T00:00:00Z`)));
    if (/^\d{4}-\d{2}-\d{2}$/.test(raw)) return spelled(plainDates().format(new Date(`${raw}T00:00:00Z`)));
    return spelled(dates().format(new Date(raw)));
  });

/** The time of day; with the day before it when that is not today. */
export const time = (raw: string, now = new Date()): string =>
  orRaw(raw, () => {
    const at = new Date(raw);
    const clock = times().format(at);
    return at.toDateString() === now.toDateString() ? clock : `${shorts().format(at)}, ${clock}`;
  });

/** A span of time as it is said: “2 h 24 min”. Whole minutes, never less than what is left, at least one. */
export function span(ms: number): string {
  const all = Math.max(1, Math.ceil(ms / 60_000));
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  if (hours === 0) return t('span.minutes', { minutes });
  return minutes === 0 ? t('span.hours', { hours }) : t('span.hours_minutes', { hours, minutes });
}

export const country = (code: string): string =>
  orRaw(code, () => (/^[A-Za-z]{2}$/.test(code) ? countries().of(code.toUpperCase()) : code));

const capital = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1);

/** The name of a language in the language of the window: "Russian", "русский" (some engines say "Русский"). */
export const tongue = (code: string): string => {
  const name = orRaw(code, () => tongues().of(code));
  return language() === 'ru' ? name.charAt(0).toLowerCase() + name.slice(1) : name;
};

/** The name of a language in itself, for tabs: "Русский". */
export const ownName = (code: string): string =>
  orRaw(code, () => capital(new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code));

/** Whole calendar days between a time stamp and now. */
export function daysAgo(raw: string, now = new Date()): number {
  const day = (d: Date): number =>
    Math.floor(Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 86_400_000);
  return Math.max(0, day(now) - day(new Date(raw)));
}

/** Today where the writer is, as `2026-11-23`. */
export function today(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
