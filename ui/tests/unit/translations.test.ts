// The five translations have what the English has. Russian and English are looked at more closely in words.test.ts.
import { describe, expect, test } from 'vitest';
import de from '../../src/i18n/de.json';
import en from '../../src/i18n/en.json';
import es from '../../src/i18n/es.json';
import fa from '../../src/i18n/fa.json';
import fr from '../../src/i18n/fr.json';
import uk from '../../src/i18n/uk.json';

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string): string => key.replace(PLURAL, '');
const holes = (text: string): Set<string> =>
  new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? ''));

const EN = new Map(flat(en));
const counted = new Set([...EN.keys()].filter((key) => PLURAL.test(key)).map(base));
/** What the English says in this place, or in the form that stands for all numbers. */
const original = (key: string): string | undefined => EN.get(key) ?? EN.get(`${base(key)}_other`);

describe.each(Object.entries({ uk, de, es, fr, fa }))('%s', (lang, tree) => {
  const words = new Map(flat(tree));
  const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  const wanted = [...EN.keys()].flatMap((key) =>
    counted.has(base(key)) && PLURAL.test(key) ? forms.map((form) => `${base(key)}_${form}`) : [key],
  );

  test('has the same keys, with a plural form for each number', () => {
    const keys = new Set(wanted);
    expect({
      missing: [...keys].filter((key) => !words.has(key)),
      extra: [...words.keys()].filter((key) => !keys.has(key)),
    }).toEqual({ missing: [], extra: [] });
  });

  test('leaves the same holes for values', () => {
    const wrong: string[] = [];
    for (const [key, text] of words) {
      const there = holes(text);
      const asked = holes(original(key) ?? '');
      // Who counts to one may say so in a word.
      for (const hole of asked)
        if (hole !== 'count' && !there.has(hole)) wrong.push(`${key}: no {{${hole}}}`);
      for (const hole of there) if (!asked.has(hole) && hole !== 'count') wrong.push(`${key}: {{${hole}}}`);
      if (there.has('count') && !counted.has(base(key)) && !asked.has('count'))
        wrong.push(`${key}: {{count}}`);
      // A form for more numbers than one has to say which.
      const several =
        /_(few|many|other)$/.test(key) && holes(EN.get(`${base(key)}_other`) ?? '').has('count');
      if (several && !there.has('count')) wrong.push(`${key}: no {{count}}`);
    }
    expect(wrong).toEqual([]);
  });

  test('says nothing empty and shouts nothing', () => {
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/[!！]/u);
    }
  });
});
