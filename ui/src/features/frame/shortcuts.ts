// The rows of the sheet of shortcuts, from the list of what can be done.
import { t, type Key } from '../../i18n';
import { caps } from '../../state/chords';
import { DEEDS, type Place } from '../../state/deeds';

export type Row = {
  id: string;
  what: () => string;
  keys: readonly (readonly string[])[];
  /** The word between two of them. */
  between: Key | null;
};

const isPage = (id: string): boolean => id.startsWith('go-');

export function rowsOf(place: Place): Row[] {
  const mine = DEEDS.filter((deed) => deed.place === place && (deed.keys || deed.heard));
  const pages = mine.filter(({ id }) => isPage(id)).flatMap(({ keys }) => keys?.map(caps) ?? []);
  const ends = [pages[0], pages.at(-1)].filter((it) => it !== undefined);
  const rows = mine
    .filter(({ id }) => !isPage(id))
    .map(({ id, what, name, keys, heard }): Row => {
      const all = keys?.map(caps) ?? heard ?? [];
      return { id, what: name ?? what, keys: all, between: keys ? 'keys.or' : null };
    });
  const at = rows.findIndex(({ id }) => id === 'write') + 1;
  const page: Row = { id: 'pages', what: () => t('keys.pages'), keys: ends, between: 'keys.to' };
  return pages.length > 0 ? rows.toSpliced(at, 0, page) : rows;
}
