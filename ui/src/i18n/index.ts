// All words of the window. `t` may be called anywhere in a component: it subscribes to the language, so that
// a change of language repaints what is on the screen. The keys are checked by the compiler.
import i18next from 'i18next';
import { createSubscriber } from 'svelte/reactivity';
import en from './en.json';
import ru from './ru.json';

export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'ru', name: 'Русский' },
] as const;

type Plural = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type Base<K extends string> = K extends `${infer B}_${Plural}` ? B : K;
type Leaf<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${Base<K>}` : Leaf<T[K], `${P}${K}.`>;
}[keyof T & string];
export type Key = Leaf<typeof en>;
export type Values = Record<string, string | number>;

const words = i18next.createInstance();
void words.init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  resources: { en: { translation: en }, ru: { translation: ru } },
  interpolation: { escapeValue: false }, // Svelte escapes
  returnNull: false,
});

const subscribe = createSubscriber((update) => {
  words.on('languageChanged', update);
  return () => words.off('languageChanged', update);
});

/** The language of the window, `en` or `ru`. */
export function language(): string {
  subscribe();
  return words.language;
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
  const known = wanted.map((tag) => tag.split('-')[0]).find((tag) => LANGUAGES.some((l) => l.code === tag));
  return known ?? 'en';
}

export function speak(code: string): void {
  const known = guess([code]);
  document.documentElement.lang = known;
  document.documentElement.dir = words.dir(known);
  if (words.language !== known) void words.changeLanguage(known);
}
