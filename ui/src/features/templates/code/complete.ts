// What can be written after `{{`: fields with what they mean, helpers with an example, cases.
import {
  snippet,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { caseName, fieldAbout, fieldName, helperAbout } from '../../../i18n/problems';
import type { FieldKind } from '../../../ipc/generated/FieldKind';
import type { TemplateWords } from '../../../ipc/generated/TemplateWords';
import { unfinished } from '../../../state/tags';

/** How each helper is written. What stands in `${…}` is filled in one after the other. */
const SHAPES: Record<string, { example: string; shape: string; takes: FieldKind[] }> = {
  date: { example: '{{date letter.date}}', shape: 'date ${letter.date}}}', takes: ['date'] },
  days: { example: '{{days person.days}}', shape: 'days ${person.days}}}', takes: ['number'] },
  case: {
    example: '{{case person.name "genitive"}}',
    shape: 'case ${person.name} "${genitive}"}}',
    takes: ['phrase'],
  },
  gender: {
    example: '{{gender person "he" "she" "they"}}',
    shape: 'gender person "${he}" "${she}" "${they}"}}',
    takes: ['person'],
  },
  default: {
    example: '{{default person.occupation "…"}}',
    shape: 'default ${person.occupation} "${…}"}}',
    takes: ['text', 'phrase', 'date', 'number'],
  },
  list: {
    example: '{{list person.place person.country}}',
    shape: 'list ${person.place} ${person.country}}}',
    takes: ['text', 'phrase', 'date', 'number'],
  },
  own_words: { example: '{{own_words "…"}}', shape: 'own_words "${…}"}}', takes: [] },
  ask: { example: '{{#ask "release"}} … {{/ask}}', shape: '#ask "${release}"}}${…}{{/ask}}', takes: [] },
  if: {
    example: '{{#if sender.street}} … {{/if}}',
    shape: '#if ${sender.street}}}${…}{{/if}}',
    takes: ['text', 'phrase', 'date', 'number'],
  },
  unless: {
    example: '{{#unless sender.street}} … {{/unless}}',
    shape: '#unless ${sender.street}}}${…}{{/unless}}',
    takes: ['text', 'phrase', 'date', 'number'],
  },
};

/** What follows the caret may be the end of the tag already. */
const closed = (view: EditorView, at: number): boolean => view.state.sliceDoc(at, at + 2) === '}}';

const put =
  (text: string, end: boolean) =>
  (view: EditorView, _: Completion, from: number, to: number): void => {
    const over = end && closed(view, to) ? to + 2 : to;
    const insert = end ? `${text}}}` : text;
    view.dispatch({ changes: { from, to: over, insert }, selection: { anchor: from + insert.length } });
  };

const explained =
  (text: string, example = '') =>
  (): Node => {
    const dom = document.createElement('div');
    dom.append(text);
    if (example !== '') {
      const code = document.createElement('code');
      code.textContent = example;
      code.dir = 'ltr';
      dom.append(code);
    }
    return dom;
  };

export function options(inside: string, words: TemplateWords, language: string): Completion[] {
  const start = /^~?\s*([#/]?)([\w.]*)$/.exec(inside);
  if (start) {
    const block = start[1] === '#';
    const helpers = words.helpers
      .filter((name) => !block || (SHAPES[name]?.shape.startsWith('#') ?? false))
      .map((name): Completion => {
        const made = SHAPES[name];
        const shape = made?.shape ?? `${name} `;
        return {
          label: name,
          detail: made?.example ?? '',
          type: 'helper',
          info: explained(helperAbout(name), made?.example),
          apply: (view, completion, from, to) => {
            const begin = block ? from - 1 : from;
            snippet(shape)(view, completion, begin, closed(view, to) ? to + 2 : to);
          },
        };
      });
    if (block || start[1] === '/') return helpers;
    const fields = words.fields
      .filter((field) => field.kind !== 'person')
      .map((field): Completion => ({
        label: field.path,
        detail: fieldName(field.path),
        type: 'field',
        boost: 1,
        info: explained(fieldAbout(field.path, field.about)),
        apply: put(field.path, true),
      }));
    return inOrder([...fields, ...helpers]);
  }
  const helper = /^~?\s*#?(\w+)\s/.exec(inside)?.[1] ?? '';
  if (/["'][^"']*$/.test(inside.replace(/(["'])[^"']*\1/g, ''))) {
    if (helper !== 'case') return [];
    const own = words.languages.find((row) => row.code === language)?.cases ?? [];
    const cases = own.length > 0 ? ['nominative', ...own] : words.cases;
    return cases.map((name) => ({ label: name, detail: caseName(name), type: 'case' }));
  }
  const takes = SHAPES[helper]?.takes ?? [];
  const fitting = words.fields
    .filter((field) => takes.includes(field.kind) || (helper === 'gender' && field.path === 'office.holder'))
    .map((field) => ({
      label: field.path,
      detail: fieldName(field.path),
      type: 'field',
      info: explained(fieldAbout(field.path, field.about)),
      apply: put(field.path, helper === 'date' || helper === 'days'),
    }));
  return inOrder(fitting);
}

/** As the program lists them: what is used most comes first. */
const inOrder = (all: Completion[]): Completion[] =>
  all.map((it, n) => ({ ...it, sortText: String(n).padStart(3, '0') }));

export const source =
  (words: () => TemplateWords | null, language: () => string) =>
  (context: CompletionContext): CompletionResult | null => {
    const known = words();
    const inside = unfinished(context.state.sliceDoc(0, context.pos), context.pos);
    if (!known || inside === null) return null;
    const word = /[\w.]*$/.exec(inside)?.[0] ?? '';
    const found = options(inside, known, language());
    if (found.length === 0) return null;
    return { from: context.pos - word.length, options: found, validFor: /^[\w.]*$/ };
  };
