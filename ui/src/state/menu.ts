// The native menu, from the same list as the keys and the palette. Its entries carry no keys: the page hears them,
// and a key that reaches both would do everything twice.
import { t } from '../i18n';
import type { MenuEntry } from '../ipc/shape';
import { DEEDS, dialogs, fits, possible, type Menu } from './deeds';

const MENUS: { menu: Menu; label: () => string }[] = [
  { menu: 'program', label: () => t('app.name') },
  { menu: 'edit', label: () => t('menu.edit') },
  { menu: 'letter', label: () => t('menu.letter') },
  { menu: 'go', label: () => t('menu.go') },
  { menu: 'help', label: () => t('menu.help') },
];

export const menuOf = (): { label: string; entries: MenuEntry[] }[] =>
  MENUS.map(({ menu, label }) => ({
    label: label(),
    entries: DEEDS.filter((deed) => deed.menu === menu).flatMap((deed): MenuEntry[] => {
      const entry: MenuEntry = {
        id: deed.id,
        label: (deed.name ?? deed.what)(),
        off: !possible(deed),
        act: () => {
          if (fits(deed, dialogs())) deed.act?.();
        },
      };
      return deed.line ? ['line', entry] : [entry];
    }),
  })).filter(({ entries }) => entries.length > 0);
