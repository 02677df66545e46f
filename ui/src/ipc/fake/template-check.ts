// A small checker for the fake: enough that the screen of templates lives. The real one is in the core.
import { frontEnd, frontValue, tags, type Tag } from '../../state/tags';
import type { Segment } from '../generated/Segment';
import type { TemplateChecked } from '../generated/TemplateChecked';
import type { TemplateFile } from '../generated/TemplateFile';
import type { TemplateProblem } from '../generated/TemplateProblem';
import type { TemplateReport } from '../generated/TemplateReport';
import { WORDS } from './template-texts';

const FIELDS = new Set(WORDS.fields.map((it) => it.path));
const HELPERS = new Set([...WORDS.helpers, 'else']);
const CASES = new Set(WORDS.cases);

const listed = (text: string, key: string): string[] => {
  const found = new RegExp(`^${key}\\s*=\\s*\\[([^]*?)\\]\\s*$`, 'm').exec(text.slice(0, frontEnd(text)));
  return [...(found?.[1] ?? '').matchAll(/"((?:\\.|[^"\\])*)"/g)].map((m) =>
    (m[1] ?? '').replace(/\\"/g, '"'),
  );
};
export const subjectsOf = (text: string): string[] => listed(text, 'subjects');
const fieldsIn = (tag: Tag): string[] => [
  ...(tag.args.length === 0 && tag.shape === 'value' ? [tag.name] : []),
  ...tag.args.filter((a) => !a.quoted).map((a) => a.text),
];
const named = (text: string): string[] => [
  ...new Set(
    tags(text)
      .filter((tag) => tag.shape !== 'close' && tag.name !== 'else')
      .flatMap(fieldsIn),
  ),
];
const asked = (text: string): string[] =>
  tags(text)
    .filter((tag) => tag.shape === 'open' && tag.name === 'ask')
    .map((tag) => tag.args[0]?.text ?? '');

export function problemsOf(text: string): TemplateProblem[] {
  const found: TemplateProblem[] = [];
  const add = (code: string, from: number, to: number, params: Record<string, string> = {}): void => {
    const before = text.slice(0, from);
    const line = before.split('\n').length;
    const column = from - (before.lastIndexOf('\n') + 1) + 1;
    found.push({ code, message: `fake: ${code}`, params, from, to, line, column });
  };
  const end = frontEnd(text);
  if (end === 0) {
    add('front_matter', 0, 0);
    return found;
  }
  if (!frontValue(text, 'title')) add('no_title', 0, 0);
  if (listed(text, 'subjects').length === 0) add('no_subject', 0, 0);
  if (text.slice(end).trim() === '') add('no_text', end, end);
  const open: Tag[] = [];
  const all = tags(text);
  for (const { index } of text.matchAll(/\{\{/g))
    if (!all.some((tag) => tag.from === index)) add('syntax', index, index);
  for (const tag of all) {
    if (tag.shape === 'comment') continue;
    if (tag.shape === 'open') open.push(tag);
    if (tag.shape === 'close' && open.pop()?.name !== tag.name) add('syntax', tag.from, tag.to);
    if (tag.shape === 'close' || tag.name === 'else') continue;
    const wrong = fieldsIn(tag).find((name) => !FIELDS.has(name));
    if (tag.args.length > 0 && !HELPERS.has(tag.name)) add('unknown_helper', tag.from, tag.to);
    else if (wrong !== undefined) add('unknown_field', tag.from, tag.to);
    else if (tag.name === 'case' && !CASES.has(tag.args[1]?.text ?? ''))
      add('bad_argument', tag.from, tag.to);
  }
  for (const tag of open) add('syntax', tag.from, tag.to);
  const asks = asked(text);
  for (const ask of listed(text, 'asks')) if (!asks.includes(ask)) add('missing_ask', end, end, { ask });
  for (const ask of asks) if (!listed(text, 'asks').includes(ask)) add('unnamed_ask', end, end, { ask });
  return found.sort((a, b) => a.from - b.from);
}

export function checked(files: TemplateFile[]): TemplateReport {
  const all = files.map(({ text }) => ({
    asks: asked(text),
    fields: named(text).filter((f) => FIELDS.has(f)),
  }));
  return {
    files: files.map(({ language, text }, n): TemplateChecked => {
      const mine = all[n] ?? { asks: [], fields: [] };
      const others = all.filter((it) => it !== mine);
      const missing = (what: 'asks' | 'fields'): string[] => [
        ...new Set(others.flatMap((it) => it[what]).filter((name) => !mine[what].includes(name))),
      ];
      return {
        language,
        problems: problemsOf(text),
        ...mine,
        missing_asks: missing('asks'),
        missing_fields: missing('fields'),
        subjects: listed(text, 'subjects').length,
        words: words(text),
        direction: WORDS.languages.find((row) => row.code === language)?.direction ?? 'ltr',
      };
    }),
  };
}

export const words = (text: string): number =>
  text
    .slice(frontEnd(text))
    .replace(/\{\{[^}]*\}\}/g, ' x ')
    .split(/\s+/)
    .filter(Boolean).length;

/** A text with its tags, as the pieces of a letter. */
export function rendered(text: string, known: Record<string, string>): Segment[] {
  const out: Segment[] = [];
  const stack: boolean[] = [];
  const shown = (): boolean => stack.every(Boolean);
  const say = (kind: Segment['kind'], said: string, field: string | null, question: string | null): void => {
    if (said !== '' || kind === 'own') if (shown()) out.push({ kind, text: said, field, question });
  };
  let at = 0;
  for (const tag of tags(text)) {
    say('text', text.slice(at, tag.from), null, null);
    at = tag.to;
    const [first] = tag.args;
    const value = known[tag.args.length === 0 ? tag.name : (first?.text ?? '')] ?? '';
    if (tag.shape === 'open') stack.push(tag.name === 'ask' || (value !== '') === (tag.name === 'if'));
    else if (tag.shape === 'close') stack.pop();
    else if (tag.shape === 'else') stack.push(!stack.pop());
    else if (tag.name === 'own_words') say('own', '', null, first?.text ?? '');
    else if (tag.name === 'gender') say('text', tag.args[1]?.text ?? '', null, null);
    else {
      const path = tag.args.length === 0 ? tag.name : (first?.text ?? '');
      say('field', value || `{{${path}}}`, path, null);
    }
  }
  say('text', text.slice(at), null, null);
  return out;
}
