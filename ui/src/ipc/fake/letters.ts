// The letters of the fake. `[field:text]` is a merged field, `[own]` the place of the person's own words.
import type { DeskOffice } from '../generated/DeskOffice';
import type { DeskTemplate } from '../generated/DeskTemplate';
import type { Preview } from '../generated/Preview';
import type { PreviewRequest } from '../generated/PreviewRequest';
import type { Profile } from '../generated/Profile';
import type { Segment } from '../generated/Segment';
import { ofWords } from './findings';
import type { FakePerson } from './people';

export const TEMPLATES: DeskTemplate[] = [
  {
    id: 'just-peace',
    title: 'Release as part of any agreement',
    about: 'When a peace or an exchange is being talked about.',
    when: 'held',
    kind: 'official',
    languages: ['en', 'ru'],
    words: 118,
    subjects: 2,
  },
  {
    id: 'health',
    title: 'Health and conditions',
    about: 'When somebody is ill, or is held badly.',
    when: 'held',
    kind: 'official',
    languages: ['en', 'ru'],
    words: 118,
    subjects: 1,
  },
  {
    id: 'embassy-appeal',
    title: 'Please pass this on',
    about: 'To an embassy, which reports home.',
    when: 'held',
    kind: 'embassy',
    languages: ['en', 'ru'],
    words: 118,
    subjects: 1,
  },
  {
    id: 'thanks',
    title: 'Thanks after a release',
    about: 'To an official who could act, when the person is free.',
    when: 'released',
    kind: 'official',
    languages: ['en', 'ru'],
    words: 96,
    subjects: 1,
  },
  {
    id: 'first-letter',
    title: 'A first letter',
    about: 'When you write to this person for the first time.',
    when: 'held',
    kind: 'prisoner',
    languages: ['en', 'ru'],
    words: 74,
    subjects: 1,
  },
];

type Text = { subject: string; body: string; question: string };
const EN: Text = {
  subject: '[person.name] and a just peace',
  body: `[sender.town], [letter.date]

[salutation]

I am writing to you about [person.name], [person.occupation], who is held in [person.place], [person.country].

By today [person.days] have been spent in custody for words, and for nothing else.

[own]

I ask you to use your influence so that [person.name] is released, together with the others who are imprisoned for what they said, as part of any agreement.

I would be grateful for an answer to this letter.

Yours sincerely,
[sender.name]
[sender.town], [sender.country]`,
  question: 'What moves you to write? One or two sentences.',
};
const RU: Text = {
  subject: '[person.name] и справедливый мир',
  body: `[sender.town], [letter.date]

[salutation]

Пишу вам о [person.about]. Место содержания: [person.place], [person.country].

На сегодня [person.days] прошли под стражей — за слова, и ни за что больше.

[own]

Прошу вас содействовать освобождению всех, кто находится в заключении за сказанное вслух, в рамках любого соглашения.

Буду благодарен за ответ на это письмо.

С уважением,
[sender.name]
[sender.town], [sender.country]`,
  question: 'Что побудило вас написать? Одно-два предложения.',
};

const EN_READER: Text = {
  subject: 'A letter for [person.name]',
  body: `Dear [person.name],

My name is [sender.name], and I live in [sender.town], [sender.country]. We have never met, so I begin with small things.

[own]

I would like to know what you read, and which season you like best. Please do not feel that you owe me an answer.

With warm wishes,
[sender.name]`,
  question: 'What is an ordinary day like where you live? Three or four lines.',
};
const RU_READER: Text = {
  subject: '[person.name]: письмо',
  body: `Здравствуйте, [person.name]!

Меня зовут [sender.name], мой город — [sender.town]. Мы не знакомы, поэтому начну с малого.

[own]

Мне хотелось бы узнать, что вы читаете и какое время года вам ближе. Отвечать вы не обязаны.

С тёплыми пожеланиями,
[sender.name]`,
  question: 'Каким бывает обычный день там, где вы живёте? Три-четыре строки.',
};

const SALUTATIONS: Record<string, Partial<Record<DeskOffice['kind'], string>>> = {
  en: { official: 'Dear Commissioner,', embassy: 'Dear Ambassador,' },
  ru: { official: 'Уважаемый господин Уполномоченный!', embassy: 'Уважаемый господин посол!' },
};

export function days(person: FakePerson, now: Date): number | null {
  if (person.periods.length === 0) return null;
  const spent = person.periods.map(
    (p) => (p.until ? Date.parse(p.until) : now.getTime()) - Date.parse(p.from),
  );
  return Math.floor(spent.reduce((a, b) => a + b, 0) / 86_400_000);
}

export function values(
  person: FakePerson,
  office: DeskOffice,
  profile: Profile,
  lang: string,
  now: Date,
): Record<string, string> {
  const pick = (told: Record<string, string> | null): string => told?.[lang] ?? told?.en ?? '';
  const n = days(person, now);
  const plural = new Intl.PluralRules(lang).select(n ?? 0);
  const unit =
    lang === 'ru' ? ({ one: 'день', few: 'дня' }[plural as string] ?? 'дней') : n === 1 ? 'day' : 'days';
  return {
    'person.name': pick(person.name),
    'person.about': person.about,
    'person.occupation': pick(person.occupation),
    'person.place': pick(person.place),
    'person.country': new Intl.DisplayNames([lang], { type: 'region' }).of(person.country) ?? '',
    'person.days': n === null ? '' : `${n} ${unit}`,
    salutation: SALUTATIONS[lang]?.[office.kind] ?? '',
    'letter.date': new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'long' }).format(now),
    'sender.name': profile.name,
    'sender.town': profile.town,
    'sender.country': profile.country,
  };
}

function segments(text: string, known: Record<string, string>, own: string, question: string): Segment[] {
  // No own words leave no gap between the paragraphs.
  return (own === '' ? text.replace('[own]\n\n', '[own]') : text)
    .split(/(\[[a-z.]+\])/)
    .filter((part) => part !== '')
    .map((part): Segment => {
      if (part === '[own]') return { kind: 'own', text: own, field: null, question };
      const field = /^\[([a-z.]+)\]$/.exec(part)?.[1];
      return field
        ? { kind: 'field', text: known[field] || `{{${field}}}`, field, question: null }
        : { kind: 'text', text: part, field: null, question: null };
    });
}

export const plain = (parts: Segment[]): string => parts.map((p) => p.text).join('');

export function preview(
  ask: PreviewRequest,
  person: FakePerson,
  office: DeskOffice,
  profile: Profile | null,
  now: Date,
): Preview {
  const who = profile ?? { name: '', town: '', country: '', email: '', street: '', occupation: '' };
  const { language } = ask.letter;
  const [en, ru] = office.kind === 'prisoner' ? [EN_READER, RU_READER] : [EN, RU];
  const text = language === 'ru' ? ru : en;
  const known = values(person, office, who, language, now);
  const subject = segments(text.subject, known, '', '');
  const body = segments(text.body, known, ask.own_words.trim(), text.question);
  return {
    letter: ask.letter,
    sender: [who.name, who.street, [who.town, who.country].filter(Boolean).join(', ')].filter(Boolean),
    date: new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long' }).format(now),
    recipient: office.name,
    subject,
    body,
    direction: 'ltr',
    words: plain(body).split(/\s+/).filter(Boolean).length,
    findings: ofWords(subject, body, ask.own_words.trim(), office),
    guard: null,
  };
}
