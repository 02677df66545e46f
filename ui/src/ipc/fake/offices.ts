// The offices of the fake: one for each situation that the window has to show.
import type { Channel } from '../generated/Channel';
import type { DeskOffice } from '../generated/DeskOffice';
import type { SourceRef } from '../generated/SourceRef';

const source = (title: string, published: string | null, url: string | null): SourceRef => ({
  title,
  url,
  published,
  checked_on: null,
});
const channel = (
  number: number,
  kind: Channel['kind'],
  value: string,
  from: SourceRef,
  more: Partial<Channel> = {},
): Channel => ({
  number,
  kind,
  value,
  status: 'accepted',
  note: null,
  source: from,
  freshness: 'unchecked',
  confirmed_at: null,
  ...more,
});

const embassySite = source('Embassy’s own page', '2019-05-02', 'https://www.rusemb.org.uk/contacts');
const appeal = source('Public appeal', '2026-02-14', 'https://appeals.example/2026/02');
const notSince = 'Not accepted since 30 March 2025 (59-FZ): only through Gosuslugi or a web form.';
const checked = { freshness: 'checked', confirmed_at: '2026-11-02T10:00:00Z' } as const;

/** The same in Russian. */
export const IN_RUSSIAN: Record<
  string,
  { name: string; place: string | null; holder?: string; note?: string }
> = {
  'embassy-ru-london': { name: 'Посольство Российской Федерации в Лондоне', place: 'Лондон' },
  'ombudsman-ru': { name: 'Уполномоченный по правам человека в Российской Федерации', place: 'Москва' },
  'prosecutor-general-ru': {
    name: 'Генеральный прокурор Российской Федерации',
    place: 'Москва',
    holder: 'Александр Гуцан',
    note: 'С 30 марта 2025 года не принимают (59-ФЗ): только через Госуслуги или форму на сайте.',
  },
  'fsin-ru': { name: 'Федеральная служба исполнения наказаний', place: 'Москва' },
  'embassy-north': { name: 'Посольство в Берлине', place: 'Берлин' },
  'minister-north': { name: 'Министерство юстиции', place: null },
  'post-only': { name: 'Администрация президента', place: null },
  'boris-kagarlitsky': { name: 'Борис Кагарлицкий', place: 'ИК-4, Торжок' },
};

/** Where the address of a prisoner is not published. */
export const POSTAL_HINT = {
  en: 'Prisoners are moved without notice. Ask freeboris.info or Memorial for the address of today.',
  ru: 'Заключённых переводят без предупреждения. Нынешний адрес подскажут freeboris.info или «Мемориал».',
};

// Looked at long ago in fake time; the screens of facts have their own.
const seen = {
  freshness: 'checked',
  confirmed_at: null,
  source: embassySite,
  holder_source: null,
} satisfies Partial<DeskOffice>;

export const OFFICES: DeskOffice[] = [
  {
    id: 'embassy-ru-london',
    name: 'Embassy of the Russian Federation in London',
    place: 'London',
    country: 'RU',
    kind: 'embassy',
    holder: null,
    languages: ['en', 'ru'],
    channels: [
      channel(1, 'email', 'kanc@rusemb.org.uk', embassySite),
      channel(2, 'post', '6/7 Kensington Palace Gardens, London W8 4QP', embassySite),
    ],
    email_channel: 1,
    ...seen,
  },
  {
    id: 'ombudsman-ru',
    name: 'High Commissioner for Human Rights in the Russian Federation',
    place: 'Moscow',
    country: 'RU',
    kind: 'official',
    holder: null,
    languages: ['ru'],
    channels: [channel(1, 'email', 'commissioner@office.example', appeal, { status: 'unknown', ...checked })],
    email_channel: 1,
    ...seen,
  },
  {
    id: 'prosecutor-general-ru',
    name: 'Prosecutor General of Russia',
    place: 'Moscow',
    country: 'RU',
    kind: 'official',
    holder: 'Aleksandr Gutsan',
    languages: ['ru'],
    channels: [
      channel(1, 'email', 'prgenproc@office.example', appeal, { status: 'not_accepted', note: notSince }),
      channel(2, 'post', 'ul. Bolshaya Dmitrovka 15a, GSP-3, Moscow 125993', appeal),
    ],
    email_channel: null,
    ...seen,
  },
  {
    id: 'fsin-ru',
    name: 'Federal Penitentiary Service',
    place: 'Moscow',
    country: 'RU',
    kind: 'official',
    holder: null,
    languages: ['ru'],
    channels: [channel(1, 'post', 'Zhitnaya ul. 14, GSP-1, Moscow 119991', appeal)],
    email_channel: null,
    ...seen,
  },
  {
    id: 'embassy-north',
    name: 'Embassy in Berlin',
    place: 'Berlin',
    country: 'DE',
    kind: 'embassy',
    holder: null,
    languages: ['en'],
    channels: [channel(1, 'email', 'mission@embassy.example', appeal, checked)],
    email_channel: 1,
    ...seen,
  },
  {
    id: 'minister-north',
    name: 'Ministry of Justice',
    place: null,
    country: 'DE',
    kind: 'official',
    holder: null,
    languages: ['en'],
    channels: [
      channel(1, 'email', 'justice@ministry.example', appeal, {
        freshness: 'stale',
        confirmed_at: '2026-03-02T10:00:00Z',
      }),
    ],
    email_channel: 1,
    ...seen,
  },
  {
    id: 'post-only',
    name: 'Presidency',
    place: null,
    country: 'CM',
    kind: 'official',
    holder: null,
    languages: ['en'],
    channels: [channel(1, 'post', 'Presidency, Yaoundé', appeal)],
    email_channel: null,
    ...seen,
  },
  {
    id: 'boris-kagarlitsky',
    name: 'Boris Kagarlitsky',
    place: 'Corrective Colony No. 4, Torzhok',
    country: 'RU',
    kind: 'prisoner',
    holder: null,
    languages: ['ru'],
    channels: [],
    email_channel: null,
    ...seen,
  },
];
