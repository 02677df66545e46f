// Thousands of invented people, cheap to make: `?people=5000`.
import type { PersonFacts } from '../generated/PersonFacts';
import type { PhraseFacts } from '../generated/PhraseFacts';

const FIRST =
  'Ada Bela Cora Dina Emil Fred Greta Hana Ivo Jana Karim Lena Milo Nora Otto Petra Rosa Sami Tara Umar Vito Wanda Yara Zeno'.split(
    ' ',
  );
const LAST =
  'Sample Muster Ejemplo Esempio Exempel Primerov Beispiel Voorbeeld Příklad Örnek Mẫu Przykładowski'.split(
    ' ',
  );
const WORK = 'teacher,student,lawyer,journalist,trade unionist,poet,nurse,mathematician,farmer'.split(',');
const PLACES =
  'Prison No. 1,Corrective Colony No. 4,Central prison,Prison hospital,Pre-trial detention,Women’s prison'.split(
    ',',
  );
const LANDS = 'RU BY IR AZ VN CU CM NI EG TR'.split(' ');
const DAY = 86_400_000;
const PREFIX = 'crowd-';

const of = <T>(all: T[], n: number): T => all[n % all.length] as T;
const said = (text: string): PhraseFacts => ({ en: { nominative: text } });

export function crowd(count: number, now: Date): PersonFacts[] {
  const day = (ahead: number): string => new Date(now.getTime() + ahead * DAY).toISOString().slice(0, 10);
  const source = { title: 'Invented bulletin', url: null, published: '2026-02-14', checked_on: null };
  return Array.from({ length: count }, (_, n) => {
    const place = { name: said(of(PLACES, n)), place: {}, postal_hint: {}, channels: [], source };
    const from = day(-30 - ((n * 37) % 3000));
    const free = n % 97 === 96;
    const years = n % 4 === 0 ? null : 2 + (n % 11);
    return {
      id: `${PREFIX}${n + 1}`,
      country: of(LANDS, n),
      language: 'en',
      gender: n % 2 === 0 ? 'female' : 'male',
      name: said(`${of(FIRST, n)} ${of(LAST, Math.floor(n / FIRST.length))} ${n + 1}`),
      called: {},
      occupation: said(of(WORK, n)),
      charge: {},
      story: {},
      facility: n % 13 === 0 ? null : place,
      custody: [
        { from, until: free ? day(-9) : null, form: 'serving', ended: free ? 'released' : null, source },
      ],
      sentence: years === null ? null : { imposed_on: from, years, months: 0, text: {}, source },
      offices: n % 9 === 0 ? ['post-only'] : ['embassy-north', 'minister-north'],
      closes: n % 50 === 7 ? day(n % 14) : null,
      sources: [source],
      built_in: true,
      own: false,
    } satisfies PersonFacts;
  });
}

/** What was written for one of them before. */
export function crowdWrote(id: string): { letters: number; daysAgo: number } | undefined {
  const n = id.startsWith(PREFIX) ? Number(id.slice(PREFIX.length)) : NaN;
  return n % 3 === 0 ? { letters: 1 + (n % 5), daysAgo: 1 + (n % 200) } : undefined;
}
