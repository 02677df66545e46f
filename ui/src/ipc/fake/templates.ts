// The templates of the fake: `?templates=none`, `=many` (thirty of one's own). They live until the page is left.
import { frontEnd, frontValue } from '../../state/tags';
import type { TemplateRow } from '../generated/TemplateRow';
import type { TemplateSource } from '../generated/TemplateSource';
import type { World } from './commands';
import { fail, type Table } from './kit';
import { ofChannel, ofWords } from './findings';
import { plain, values } from './letters';
import { OFFICES } from './offices';
import { PEOPLE } from './people';
import { checked, problemsOf, rendered, subjectsOf, words } from './template-check';
import { BUILT_IN, OWN, WORDS } from './template-texts';

type Commands =
  | 'templates_list'
  | 'template_words'
  | 'template_open'
  | 'template_check'
  | 'template_preview'
  | 'template_save'
  | 'template_copy'
  | 'template_remove'
  | 'template_import'
  | 'template_export';
type Files = Record<string, Record<string, string>>;

const NOBODY = { name: '', town: '', country: '', email: '', street: '', occupation: '' };

export function templateCommands(world: World): Pick<Table, Commands> {
  const wanted = new URLSearchParams(globalThis.location.search).get('templates');
  const builtIn: Files = wanted === 'none' ? {} : BUILT_IN;
  const own: Files = wanted === 'none' ? {} : structuredClone(OWN);
  if (wanted === 'many')
    for (let n = 1; n <= 30; n += 1)
      own[`letter-${n}`] = {
        en: (BUILT_IN['medical-care']?.['en'] ?? '').replace('Medical care"', `Medical care, letter ${n}"`),
      };

  const source = (id: string): TemplateSource => {
    const files = { ...builtIn[id], ...own[id] };
    if (Object.keys(files).length === 0) fail('not_found', { id });
    return {
      id,
      built_in: id in builtIn,
      files: Object.entries(files)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([language, text]) => ({ language, text, own: own[id]?.[language] !== undefined })),
    };
  };
  const row = (id: string): TemplateRow => {
    const { files, built_in } = source(id);
    const shown =
      files.find((f) => f.language === (world.settings.language?.split('-')[0] ?? 'en')) ?? files[0];
    const text = shown?.text ?? '';
    const report = checked(files).files;
    return {
      id,
      title: frontValue(text, 'title') ?? id,
      about: frontValue(text, 'about') ?? '',
      kind: (frontValue(text, 'kind') ?? 'official') as TemplateRow['kind'],
      when: frontValue(text, 'when') === 'released' ? 'released' : 'held',
      languages: files.map((f) => f.language),
      asks: report[0]?.asks ?? [],
      words: words(text),
      built_in,
      own: id in own,
      problems: report.reduce((sum, f) => sum + f.problems.length, 0),
    };
  };
  const write = (id: string, language: string, text: string): void => {
    (own[id] ??= {})[language] = text;
  };

  return {
    templates_list: () => [...new Set([...Object.keys(builtIn), ...Object.keys(own)])].map(row),
    template_words: () => WORDS,
    template_open: ({ id }) => source(id),
    template_check: ({ files }) => checked(files),
    template_preview: (ask) => {
      const problems = problemsOf(ask.text);
      const person = PEOPLE.find((p) => p.id === ask.person) ?? fail('not_found');
      const office = OFFICES.find((o) => o.id === ask.office) ?? fail('not_found');
      if (problems.length > 0) return { letter: null, problems };
      const known = values(person, office, world.profile ?? NOBODY, ask.language, new Date());
      const line = subjectsOf(ask.text)[ask.subject] ?? '';
      const subject = rendered(line, known);
      const body = rendered(ask.text.slice(frontEnd(ask.text)).trim(), known);
      return {
        problems,
        letter: {
          letter: { person: ask.person, office: ask.office, template: ask.id, language: ask.language },
          sender: [],
          date: '',
          recipient: office.name,
          subject,
          body,
          direction: WORDS.languages.find((l) => l.code === ask.language)?.direction ?? 'ltr',
          words: plain(body).split(/\s+/).filter(Boolean).length,
          guard: null,
          findings: [...ofWords(subject, body, ask.own_words.trim(), office), ...ofChannel(office)],
        },
      };
    },
    template_save: ({ id, files }) => {
      for (const file of files) {
        const came = builtIn[id]?.[file.language];
        if (file.own || (came !== undefined && came !== file.text)) write(id, file.language, file.text);
      }
      world.tell();
      return source(id);
    },
    template_copy: ({ id, to }) => {
      if (to in own || to in builtIn) fail('bad_request', { id: to });
      for (const file of source(id).files) write(to, file.language, file.text);
      world.tell();
      return source(to);
    },
    template_remove: ({ id, language }) => {
      if (!(id in own)) fail('not_found');
      if (language !== null)
        own[id] = Object.fromEntries(Object.entries(own[id] ?? {}).filter(([l]) => l !== language));
      if (language === null || Object.keys(own[id] ?? {}).length === 0)
        for (const key of Object.keys(own)) if (key === id) Reflect.deleteProperty(own, key);
      world.tell();
      return {};
    },
    template_import: ({ name, text }) => {
      if (frontEnd(text) === 0) fail('bad_letter', { name });
      const [id = 'letter', language] = name.replace(/\.(hbs|txt)$/, '').split('.');
      write(id in builtIn ? `${id}-2` : id, language ?? 'en', text);
      world.tell();
      return source(id in builtIn ? `${id}-2` : id);
    },
    template_export: ({ id }) => ({ path: `${world.home}/export/${source(id).id}` }),
  };
}
