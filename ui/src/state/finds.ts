// Everything that the palette can find, each with what happens when it is chosen.
import { t, type Key } from '../i18n';
import { stateText } from '../i18n/codes';
import { country, tongue } from '../i18n/format';
import { app, type Screen } from './app.svelte';
import { DEEDS, RAIL, type Deed } from './deeds';
import { desk } from './desk.svelte';
import { outbox } from './outbox.svelte';
import { palette } from './palette.svelte';
import { ready, type Find, type Ready } from './palette';
import { SECTIONS } from './sections';

export type Entry = Find & { act: () => void; keys?: Deed['keys'] };

/** Pages that no entry of the rail leads to. */
const PAGES: { screen: Screen; name: Key }[] = [
  { screen: 'rules', name: 'coach.rules.title' },
  { screen: 'checks', name: 'checks.title' },
];
const joined = (parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ');

function pages(): Entry[] {
  const rail = RAIL.map((screen): Entry => {
    const keys = DEEDS.find((deed) => deed.id === `go-${screen}`)?.keys;
    const label = t(`nav.${screen}`);
    return {
      id: `page ${screen}`,
      group: 'pages',
      label,
      first: true,
      act: () => app.go(screen),
      ...(keys && { keys }),
    };
  });
  const more = PAGES.map(({ screen, name }): Entry => ({
    id: `page ${screen}`,
    group: 'pages',
    label: t(name),
    act: () => app.go(screen),
  }));
  return [...rail, ...more];
}

const settings = (): Entry[] =>
  SECTIONS.map((section) => ({
    id: `set ${section.id}`,
    group: 'settings',
    label: t(section.title),
    hint: t('nav.settings'),
    more: 'more' in section ? section.more.map((key) => t(key)).join(' ') : '',
    act: () => app.go('settings', section.id),
  }));

/** What can be done now. */
export const doing = (): Entry[] =>
  DEEDS.filter((deed) => deed.find && (deed.when?.() ?? true)).map((deed) => ({
    id: `do ${deed.id}`,
    group: 'do',
    label: deed.what(),
    // Elsewhere nobody sees whose letter it is.
    ...(deed.place === 'write' &&
      app.place.screen !== 'write' && { hint: desk.page?.person.card.name ?? '' }),
    more: typeof deed.find === 'string' ? t(deed.find) : '',
    first: deed.first ?? false,
    act: () => deed.act?.(),
    ...(deed.keys && { keys: deed.keys }),
  }));

/** People, each to write to and to read about. */
export const people = (): Ready<Entry>[] =>
  palette.people.map((person, n) => {
    const write: Entry = {
      id: `write ${person.id}`,
      group: 'people',
      label: person.name,
      hint: joined([person.occupation, person.place ?? country(person.country)]),
      // The id spells the name in Latin letters, whatever the window is written in.
      other: `${person.native_name ?? ''} ${person.id}`,
      more: country(person.country),
      first: n < 3,
      act: () => app.go('write', person.id),
    };
    const read: Entry = {
      id: `case ${person.id}`,
      group: 'cases',
      label: t('palette.case', { name: person.name }),
      act: () => app.go('person', person.id),
    };
    return ready(write, read);
  });

export const others = (): Entry[] => [
  ...palette.offices.map((office): Entry => {
    const ways = office.channels.map((channel) => channel.value).join(' ');
    return {
      id: `office ${office.id}`,
      group: 'offices',
      label: office.name,
      hint: office.place ?? country(office.country),
      more: `${office.holder ?? ''} ${country(office.country)} ${ways}`,
      act: () => app.go('office', office.id),
    };
  }),
  ...palette.templates.map((row): Entry => ({
    id: `template ${row.id}`,
    group: 'templates',
    label: row.title,
    hint: t(`templates.kind.${row.kind}`),
    more: `${row.id} ${row.languages.map(tongue).join(' ')}`,
    act: () => app.openTemplate(row.id),
  })),
  ...palette.letters.map((row): Entry => ({
    id: `letter ${row.id}`,
    group: 'letters',
    label: row.copy ? t('review.copy_row') : t('palette.letter', { office: row.office_name }),
    hint: joined([row.person_name, stateText(row.state)]),
    more: row.copy ? row.office_name : row.subject,
    act: () => {
      app.go('outbox');
      void outbox.tell(row.id);
    },
  })),
  ...pages(),
  ...settings(),
];

export const laid = (entries: Entry[]): Ready<Entry>[] => entries.map((entry) => ready(entry));
