// Words about templates: names and explanations of fields, and what is wrong with a file.
import type { TemplateProblem } from '../ipc/generated/TemplateProblem';
import { lookUp, t } from '.';
import { fieldText } from './codes';

// `person` is a field and the beginning of others.
const key = (path: string): string => (path === 'person' ? 'person.self' : path);

/** The name of a field as the writer would say it, or its path. */
export const fieldName = (path: string): string =>
  path === 'person' ? t('field.person.self') : fieldText(path);

/** What a field means; English from the program where we have no words. */
export const fieldAbout = (path: string, english: string): string =>
  lookUp(`field_about.${key(path)}`) ?? english;

export const helperAbout = (name: string): string => lookUp(`templates.helper.${name}`) ?? '';

export const caseName = (name: string): string => lookUp(`case.${name}`) ?? name;

/** How far two words are apart, in letters. */
function apart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

export function nearest(name: string, known: string[]): string | null {
  const [best] = known
    .map((word) => ({ word, far: apart(name, word) }))
    .sort((one, other) => one.far - other.far);
  return best && best.far > 0 && best.far <= Math.max(2, name.length / 4) ? best.word : null;
}

/** What is wrong, in the words of the window; what the program says where we have none. */
export function problemText(problem: TemplateProblem, text: string, known: string[]): string {
  const shown = text
    .slice(problem.from, problem.to)
    .replace(/^\{\{[#/~]*|[~]*\}\}$/g, '')
    .trim();
  const words = shown.split(/\s+/);
  const near = words.map((word) => (known.includes(word) ? null : nearest(word, known))).find(Boolean);
  const values = { text: shown, ...defined(problem.params) };
  const said = lookUp(`problem.${problem.code}`, values);
  if (said === undefined) return problem.message;
  const guessing = problem.code === 'unknown_field' || problem.code === 'unknown_helper';
  return guessing && near ? `${said} ${t('templates.did_you_mean', { word: near })}` : said;
}

const defined = (params: TemplateProblem['params']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
