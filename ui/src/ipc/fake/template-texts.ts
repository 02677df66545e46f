// The library of the fake: letters in two or three languages, one changed by hand, one of one's own with mistakes.
import type { LanguageRow } from '../generated/LanguageRow';
import type { TemplateField } from '../generated/TemplateField';
import type { TemplateWords } from '../generated/TemplateWords';

type Head = { kind: string; title: string; about: string; subjects: string[]; asks: string[]; when?: string };

function file(head: Head, body: string): string {
  const subjects = head.subjects.map((s) => `  "${s.replace(/"/g, '\\"')}",`).join('\n');
  const when = head.when ? `when = "${head.when}"\n` : '';
  return `+++
kind = "${head.kind}"
title = "${head.title}"
about = "${head.about}"
subjects = [
${subjects}
]
asks = [${head.asks.map((ask) => `"${ask}"`).join(', ')}]
${when}checked_on = "2026-11-23"
+++
${body}
`;
}

const CLOSE_EN = `Yours sincerely,

{{sender.name}}
{{#if sender.street}}
{{sender.street}}
{{/if}}
{{sender.town}}, {{sender.country}}`;
const CLOSE_RU = CLOSE_EN.replace('Yours sincerely,', 'С уважением,');

const release = (kind: string, en: string, ru: string) => ({
  en: file(
    {
      kind,
      title: en,
      about: 'When talks, an exchange or an amnesty are being spoken of.',
      subjects: ['{{person.name}} and a just peace', 'Please release {{person.name}}'],
      asks: ['release'],
    },
    `{{sender.town}}, {{date letter.date}}

{{salutation}}

I am writing to you about {{person.name}}{{#if person.occupation}}, {{person.occupation}}{{/if}}. {{#if person.days}}To date {{gender person "he has" "she has" "they have"}} spent {{days person.days}} in custody.{{/if}}

{{own_words "What would it mean to you to hear that this person is home? One or two sentences."}}

{{#ask "release"}}I ask you to use your influence so that {{person.name}} is released, as part of any agreement and without waiting for one.{{/ask}}

Thank you for your attention. I would be grateful for an answer.

${CLOSE_EN}`,
  ),
  ru: file(
    {
      kind,
      title: ru,
      about: 'Когда говорят о переговорах, обмене или амнистии.',
      subjects: ['{{person.name}} и справедливый мир', 'Прошу освободить {{case person.name "accusative"}}'],
      asks: ['release'],
    },
    `{{sender.town}}, {{date letter.date}}

{{salutation}}

Пишу Вам в защиту {{case person.name "genitive"}}{{#if person.occupation}}, {{case person.occupation "genitive"}}{{/if}}. {{#if person.days}}На сегодня {{gender person "он провёл" "она провела" "этот человек провёл"}} под стражей {{days person.days}}.{{/if}}

{{own_words "Что значило бы для Вас известие о том, что этот человек дома? Одно-два предложения."}}

{{#ask "release"}}Прошу Вас содействовать освобождению {{case person.name "genitive"}} в рамках любого соглашения и не дожидаясь его.{{/ask}}

Благодарю Вас за внимание и надеюсь на ответ.

${CLOSE_RU}`,
  ),
});

const short = (head: Head, ask: string, language: 'en' | 'ru', question: string): string =>
  file(
    head,
    `{{sender.town}}, {{date letter.date}}

{{salutation}}

${language === 'en' ? 'I am writing to you about {{person.name}}.' : 'Пишу Вам в интересах {{case person.name "genitive"}}.'}

{{own_words "${question}"}}

${head.asks.map((name) => `{{#ask "${name}"}}${ask}{{/ask}}`).join('\n\n') || ask}

${language === 'en' ? CLOSE_EN : CLOSE_RU}`,
  );

const pair = (kind: string, asks: string[], en: string[], ru: string[], when?: string) => ({
  en: short(
    {
      kind,
      title: en[0] ?? '',
      about: en[1] ?? '',
      subjects: [`${en[2]} {{person.name}}`],
      asks,
      ...(when ? { when } : {}),
    },
    en[3] ?? '',
    'en',
    'Why do you write? One or two sentences.',
  ),
  ru: short(
    {
      kind,
      title: ru[0] ?? '',
      about: ru[1] ?? '',
      subjects: [`${ru[2]} {{person.name}}`],
      asks,
      ...(when ? { when } : {}),
    },
    ru[3] ?? '',
    'ru',
    'Почему Вы пишете? Одно-два предложения.',
  ),
});

const persian = file(
  {
    kind: 'official',
    title: 'آزادی',
    about: 'هنگام گفت‌وگو دربارهٔ صلح.',
    subjects: ['{{person.name}} و صلحی عادلانه'],
    asks: ['release'],
  },
  `{{sender.town}}، {{date letter.date}}

{{salutation}}

دربارهٔ {{person.name}} برای شما می‌نویسم.

{{own_words "چرا می‌نویسید؟ یک یا دو جمله."}}

{{#ask "release"}}خواهش می‌کنم {{person.name}} را آزاد کنید.{{/ask}}

با احترام
{{sender.name}}
{{sender.town}}، {{sender.country}}`,
);

/** What came with the program: id, language, text. */
export const BUILT_IN: Record<string, Record<string, string>> = {
  'release-agreement': {
    ...release('official', 'Release as part of any agreement', 'Освобождение в рамках любого соглашения'),
    fa: persian,
  },
  'medical-care': pair(
    'official',
    ['medical_care'],
    [
      'Medical care',
      'When published reports say that somebody is ill in prison.',
      'Medical care for',
      'I ask you to let a doctor see {{person.name}} soon.',
    ],
    [
      'Медицинская помощь',
      'Когда опубликовано, что человек болен.',
      'О медицинской помощи:',
      'Прошу Вас допустить врача к этому человеку в ближайшие дни.',
    ],
  ),
  'embassy-concern': release('embassy', 'Concern and a question', 'Тревога и вопрос'),
  'foreign-ministry': pair(
    'representative',
    ['raise_case'],
    [
      'Raise the case',
      'To the foreign ministry of the country in which you live.',
      'The case of',
      'I ask you to raise this case whenever you meet.',
    ],
    [
      'Поднять вопрос',
      'В министерство иностранных дел страны, где Вы живёте.',
      'Дело:',
      'Прошу Вас поднимать этот вопрос при каждой встрече.',
    ],
  ),
  'newspaper-editor': pair(
    'press',
    [],
    [
      'A letter to the editor',
      'When a newspaper has written about the country and left this person out.',
      'Not to be forgotten:',
      'Your readers would want to know this name.',
    ],
    [
      'Письмо в редакцию',
      'Когда газета пишет о стране и молчит об этом человеке.',
      'Кого нельзя забывать:',
      'Вашим читателям стоит знать это имя.',
    ],
  ),
  'prisoner-first-letter': pair(
    'prisoner',
    [],
    [
      'A first letter',
      'To somebody you have never met.',
      'A letter for',
      'I would be glad to hear what you are reading.',
    ],
    ['Первое письмо', 'Тому, с кем Вы не знакомы.', 'Письмо:', 'Буду рад узнать, что Вы читаете.'],
  ),
  'thanks-after-release': pair(
    'official',
    [],
    [
      'Thanks after a release',
      'To whoever decided, when somebody is free again.',
      'Thank you:',
      'Thank you for your part in this decision.',
    ],
    [
      'Благодарность после освобождения',
      'Тому, от кого зависело решение.',
      'Слова благодарности:',
      'Благодарю Вас за участие в этом решении.',
    ],
    'released',
  ),
};

/** What a person wrote: a version of a letter that came with the program, and a letter with two mistakes. */
export const OWN: Record<string, Record<string, string>> = {
  'medical-care': {
    en: (BUILT_IN['medical-care']?.['en'] ?? '').replace(
      'soon.',
      'within a week, and to tell the family what was found.',
    ),
  },
  'winter-clothes': {
    en: short(
      {
        kind: 'official',
        title: 'Warm clothes for the winter',
        about: 'When parcels with clothes were sent back.',
        subjects: ['Warm clothes for {{person.name}}', '{{person.name}}: parcels before the winter'],
        asks: ['parcels', 'visits'],
      },
      'I ask you to let parcels with warm clothes through to {{person.nam}}.',
      'en',
      'What do you know about the cold there? One or two sentences.',
    ).replace(/\{\{#ask "visits"\}\}[^]*?\{\{\/ask\}\}\n\n/, ''),
    ru: short(
      {
        kind: 'official',
        title: 'Тёплая одежда к зиме',
        about: 'Когда посылки с одеждой вернули.',
        subjects: ['Тёплая одежда: {{person.name}}'],
        asks: ['parcels'],
      },
      'Прошу Вас передать {{case person.name "dative"}} посылки с тёплой одеждой.',
      'ru',
      'Что Вы знаете о зиме в тех местах? Одно-два предложения.',
    ),
  },
};

const field = (path: string, kind: TemplateField['kind'], about: string): TemplateField => ({
  path,
  kind,
  about,
});
const SIX = ['genitive', 'dative', 'accusative', 'instrumental', 'prepositional'];
const tongue = (
  code: string,
  name: string,
  cases: string[] = [],
  direction: 'ltr' | 'rtl' = 'ltr',
): LanguageRow => ({
  code,
  name,
  direction,
  cases,
});

export const WORDS: TemplateWords = {
  fields: [
    field('salutation', 'text', 'How the letter begins, with its comma'),
    field('person', 'person', 'The prisoner, for {{gender person …}}'),
    field('person.name', 'phrase', "The prisoner's name"),
    field('person.called', 'phrase', 'How one speaks to the person'),
    field('person.country', 'phrase', 'The country that holds the person'),
    field('person.occupation', 'phrase', '“sociologist”'),
    field('person.facility', 'phrase', 'The name of the prison'),
    field('person.place', 'phrase', 'The town of the prison'),
    field('person.charge', 'phrase', 'The charge, as published'),
    field('person.sentence', 'phrase', '“five years”'),
    field('person.days', 'number', 'Days in custody up to the date'),
    field('person.held_since', 'date', 'First day of this custody'),
    field('person.sentenced_on', 'date', 'Day of the verdict'),
    field('office.name', 'phrase', 'The office that is written to'),
    field('office.holder', 'phrase', 'The name of its holder'),
    field('sender.name', 'text', 'Your name'),
    field('sender.town', 'text', 'Your town'),
    field('sender.country', 'text', 'Your country'),
    field('sender.street', 'text', 'Your street and house number'),
    field('sender.occupation', 'text', 'Your occupation'),
    field('letter.date', 'date', 'The date of the letter'),
  ],
  helpers: ['ask', 'case', 'date', 'days', 'default', 'gender', 'if', 'list', 'own_words', 'unless'],
  cases: ['nominative', ...SIX],
  languages: [
    tongue('de', 'Deutsch'),
    tongue('en', 'English'),
    tongue('es', 'Español'),
    tongue('fa', 'فارسی', [], 'rtl'),
    tongue('fr', 'Français'),
    tongue('ru', 'Русский', SIX),
    tongue('uk', 'Українська', [...SIX, 'vocative']),
  ],
};
