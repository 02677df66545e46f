// The people of the fake. Boris Kagarlitsky's facts are public; everybody else is invented.
import type { CustodyNow } from '../generated/CustodyNow';
import type { CustodyPeriod } from '../generated/CustodyPeriod';
import type { SourceRef } from '../generated/SourceRef';

type Told = Record<string, string>;
export type FakePerson = {
  id: string;
  name: Told;
  about: string; // the Russian prepositional, "о Борисе Кагарлицком"
  native: string | null;
  occupation: Told | null;
  place: Told | null;
  country: string;
  sentence_days: number | null;
  custody: CustodyNow;
  charge: Told | null;
  sentence: Told | null;
  story: Told | null;
  periods: CustodyPeriod[];
  sources: SourceRef[];
  offices: string[];
  wrote?: { letters: number; daysAgo: number };
  /** The last day of the appeal, in days from today. */
  closesIn?: number;
};

const source = (title: string, published: string, url: string | null = null): SourceRef => ({
  title,
  url,
  published,
  checked_on: null,
});
const greenLeft = source('Green Left, 6 March 2025', '2025-03-06');
const bulletin = source('Invented bulletin', '2026-02-14', 'https://bulletin.example/people');
const since = (from: string, until: string | null = null): CustodyPeriod => ({
  from,
  until,
  form: null,
  ended: null,
  source: bulletin,
});
const told = (en: string, ru: string): Told => ({ en, ru });

export const PEOPLE: FakePerson[] = [
  {
    id: 'boris-kagarlitsky',
    name: told('Boris Kagarlitsky', 'Борис Кагарлицкий'),
    about: 'Борисе Кагарлицком',
    native: 'Борис Юльевич Кагарлицкий',
    occupation: told('sociologist, editor of Rabkor', 'социолог, редактор «Рабкора»'),
    place: told('Corrective Colony No. 4, Torzhok', 'ИК-4, Торжок'),
    country: 'RU',
    sentence_days: 1826,
    custody: 'held',
    charge: told('“justifying terrorism”', '«оправдание терроризма»'),
    sentence: told('Five years, on appeal, 13 February 2024', 'Пять лет, апелляция, 13 февраля 2024 года'),
    story: told(
      'Sentenced for a remark on the internet. The first verdict was a fine; on appeal the court sent him to prison.',
      'Осуждён за реплику в интернете. Первым приговором был штраф; апелляция отправила его в колонию.',
    ),
    periods: [
      { from: '2023-07-25', until: '2023-12-12', form: 'pre_trial', ended: 'released', source: greenLeft },
      { from: '2024-02-13', until: null, form: 'serving', ended: null, source: greenLeft },
    ],
    sources: [greenLeft, source('freeboris.info', '2025-03-05', 'https://freeboris.info/case')],
    offices: ['embassy-ru-london', 'ombudsman-ru', 'prosecutor-general-ru', 'fsin-ru', 'boris-kagarlitsky'],
  },
  {
    id: 'anahit-verdyan',
    name: told('Anahit Verdyan', 'Анаит Вердян'),
    about: 'Анаит Вердян',
    native: 'Անահիտ Վերդյան',
    occupation: told('photographer', 'фотограф'),
    place: told('Pre-trial detention', 'следственный изолятор'),
    country: 'AZ',
    sentence_days: null,
    custody: 'held',
    charge: null,
    sentence: null,
    story: null,
    periods: [since('2026-04-25')],
    sources: [bulletin],
    offices: ['embassy-north', 'minister-north'],
    closesIn: 3,
  },
  {
    id: 'maryam-rostami',
    name: told('Maryam Rostami', 'Марьям Ростами'),
    about: 'Марьям Ростами',
    native: 'مریم رستمی',
    occupation: told('lawyer', 'адвокат'),
    place: told('Women’s prison', 'женская тюрьма'),
    country: 'IR',
    sentence_days: 4015,
    custody: 'held',
    charge: told('“propaganda against the state”', '«пропаганда против государства»'),
    sentence: told('Eleven years, 11 September 2023', 'Одиннадцать лет, 11 сентября 2023 года'),
    story: told(
      'She defended students who had been arrested at a demonstration, and was arrested herself on the steps of the court.',
      'Защищала студентов, задержанных на демонстрации, и была арестована сама, на ступенях суда.',
    ),
    periods: [
      { ...since('2023-01-20', '2023-04-02'), form: 'pre_trial' },
      { ...since('2023-04-02', '2023-09-11'), form: 'house_arrest' },
      { ...since('2023-09-11'), form: 'serving' },
    ],
    sources: [bulletin],
    offices: ['embassy-north', 'minister-north'],
    wrote: { letters: 19, daysAgo: 30 },
  },
  {
    id: 'tran-thi-sample',
    name: told('Trần Thị Mẫu', 'Чан Тхи Мау'),
    about: 'Чан Тхи Мау',
    native: null,
    occupation: told('environmental lawyer and teacher', 'эколог, юрист и преподаватель'),
    place: told('Prison camp No. 6', 'лагерь № 6'),
    country: 'VN',
    sentence_days: 1825,
    custody: 'held',
    charge: null,
    sentence: told('Five years', 'Пять лет'),
    story: null,
    periods: [since('2024-07-02')],
    sources: [bulletin],
    offices: ['minister-north'],
  },
  {
    id: 'maria-longname',
    name: told(
      'María de los Ángeles Fernández-Villavicencio y Quintanilla',
      'Мария де лос Анхелес Фернандес-Вильявисенсио-и-Кинтанилья',
    ),
    about: 'Марии Фернандес',
    native: null,
    occupation: told('poet', 'поэт'),
    place: told('Provincial prison hospital', 'областная тюремная больница'),
    country: 'CU',
    sentence_days: 2555,
    custody: 'held',
    charge: null,
    sentence: told('Seven years', 'Семь лет'),
    story: null,
    periods: [since('2025-07-03')],
    sources: [bulletin],
    offices: ['minister-north', 'embassy-north'],
    wrote: { letters: 1, daysAgo: 12 },
  },
  {
    id: 'jean-mbarga',
    name: told('Jean Mbarga', 'Жан Мбарга'),
    about: 'Жане Мбарге',
    native: null,
    occupation: told('trade unionist', 'профсоюзный деятель'),
    place: null,
    country: 'CM',
    sentence_days: null,
    custody: 'unknown',
    charge: null,
    sentence: null,
    story: null,
    periods: [],
    sources: [bulletin],
    offices: ['post-only'],
  },
  {
    id: 'tomas-ejemplo',
    name: told('Tomás Ejemplo', 'Томас Эхемпло'),
    about: 'Томасе Эхемпло',
    native: null,
    occupation: told('student', 'студент'),
    place: null,
    country: 'NI',
    sentence_days: 2922,
    custody: 'released',
    charge: told('“undermining national integrity”', '«подрыв национальной целостности»'),
    sentence: told('Eight years', 'Восемь лет'),
    story: null,
    periods: [{ ...since('2024-09-05', '2026-10-02'), form: 'serving', ended: 'released' }],
    sources: [bulletin],
    offices: ['minister-north'],
    wrote: { letters: 3, daysAgo: 64 },
  },
];
