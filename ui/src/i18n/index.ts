// All words of the window. `t` may be called anywhere in a component: it subscribes to the language, so that
// a change of language repaints what is on the screen. The keys are checked by the compiler.
import i18next, { type FormatterModule } from 'i18next';
import { createSubscriber } from 'svelte/reactivity';
import en from './en.json';

// English stands in for what is missing; any other language comes when it is asked for.
const later = import.meta.glob<{ default: typeof en }>(['./*.json', '!./en.json']);

// Only beside the backend in memory, so never in what is released: English in disguise, which shows each text that
// did not come from here, and what has no room for longer words.
const DISGUISE = 'en-XA';
const disguised =
  import.meta.env.MODE === 'fake' && new URLSearchParams(globalThis.location.search).get('lang') === DISGUISE;
if (disguised)
  later[`./${DISGUISE}.json`] = async () => ({ default: (await import('./disguise')).disguised(en) });

/** The languages of the window, each by its own name. */
export const LANGUAGES = [
  ...(disguised ? [{ code: DISGUISE, name: DISGUISE }] : []),
  { code: 'en', name: 'English' },
  { code: 'ru', name: 'Русский' },
  { code: 'uk', name: 'Українська' },
  { code: 'de', name: 'Deutsch' },
  { code: 'es', name: 'Español' },
  { code: 'fr', name: 'Français' },
  { code: 'fa', name: 'فارسی' },
];

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type Base<K extends string> = K extends `${infer B}_${Plural}` ? B : K;
type Leaf<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${Base<K>}` : Leaf<T[K], `${P}${K}.`>;
}[keyof T & string];
export type Key = Leaf<typeof en>;
export type Values = Record<string, string | number>;

// Numbers in a sentence are written as its language writes them: 1,234, 1 234, ۱٬۲۳۴. Years and ports are no counts.
const NAMES = new Set(['year', 'port', 'code', 'line']);
const written = new Map<string, Intl.NumberFormat>();
function numeral(value: unknown, _: unknown, lng = 'en', asked?: Record<string, unknown>): unknown {
  if (typeof value !== 'number') return value;
  const useGrouping = NAMES.has(String(asked?.['interpolationkey'])) ? false : 'always';
  const key = `${lng} ${useGrouping}`;
  let it = written.get(key);
  if (!it) {
    const how = { useGrouping } as Intl.NumberFormatOptions;
    written.set(key, (it = new Intl.NumberFormat(lng.replace(/^en.*/, 'en-GB'), how)));
  }
  return it.format(value);
}
const numerals = { type: 'formatter', init: noop, add: noop, addCached: noop, format: numeral } as const;
function noop(): void {
  // nothing to prepare
}

const words = i18next.createInstance();
void words.use(numerals as unknown as FormatterModule).init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false, alwaysFormat: true }, // Svelte escapes
  returnNull: false,
});

const subscribe = createSubscriber((update) => {
  words.on('languageChanged', update);
  return () => words.off('languageChanged', update);
});

/** The language of the window, `en`. */
export function language(): string {
  subscribe();
  return words.language.split('-')[0] ?? 'en'; // a disguise is English to everything but its words
}

export function t(key: Key, values?: Values): string {
  subscribe();
  return values ? words.t(key, values) : words.t(key);
}

/** A text for a code that came from outside, or undefined when there is none. */
export function lookUp(key: string, values?: Values): string | undefined {
  subscribe();
  if (!words.exists(key)) return undefined;
  return values ? words.t(key, values) : words.t(key);
}

/** The language to greet somebody in who has not chosen one. */
export function guess(wanted: readonly string[]): string {
  const known = wanted
    .flatMap((tag) => [tag, tag.split('-')[0]])
    .find((tag) => LANGUAGES.some((l) => l.code === tag));
  return known ?? 'en';
}

let wishes = 0;
/** Turns the window to a language. English is there at once, others after a moment. */
export async function speak(code: string): Promise<void> {
  wishes += 1;
  const mine = wishes;
  const known = guess([code]);
  const load = later[`./${known}.json`];
  if (load && !words.hasResourceBundle(known, 'translation'))
    words.addResourceBundle(known, 'translation', (await load()).default);
  if (mine !== wishes) return; // another language was asked for meanwhile: the last wish counts
  document.documentElement.lang = known;
  document.documentElement.dir = words.dir(known);
  if (words.language !== known) await words.changeLanguage(known);
}
