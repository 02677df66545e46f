// The only file of the window that talks to Tauri.
import { invoke } from '@tauri-apps/api/core';
import { emit, listen } from '@tauri-apps/api/event';
import { Menu, MenuItem, PredefinedMenuItem, Submenu } from '@tauri-apps/api/menu';
import { getCurrentWindow } from '@tauri-apps/api/window';
import type { Changed } from './generated/Changed';
import { asApiError, webAddress } from './shape';
import type {
  Call,
  CloseWindow,
  MenuEntry,
  Notify,
  OnChanged,
  OnClosing,
  OnOpened,
  OpenFile,
  OpenSource,
  Reveal,
  SetMenu,
  StayOpen,
} from './shape';

export const call: Call = async (name, request) => {
  try {
    return await invoke(name, { request });
  } catch (thrown) {
    throw asApiError(thrown);
  }
};

export const onChanged: OnChanged = (heard) => listen<Changed>('changed', (event) => heard(event.payload));

// A desktop without notifications, or a person who switched them off, is no error: the window says the same.
export const notify: Notify = async (title, body) => {
  await invoke('plugin:notification|notify', { options: { title, body } }).catch(() => undefined);
};

export const onOpened: OnOpened = (heard) => listen('opened', () => heard());
export const onClosing: OnClosing = (heard) => listen('closing', () => heard());
export const closeWindow: CloseWindow = () => getCurrentWindow().destroy();
export const stayOpen: StayOpen = () => emit('stay');

/** A plugin's command; what it throws is a bare sentence. */
async function plugin(name: string, request: Record<string, string | string[]>): Promise<void> {
  try {
    await invoke(`plugin:${name}`, request);
  } catch (thrown) {
    throw asApiError(thrown);
  }
}

export const openSource: OpenSource = async (url) => plugin('opener|open_url', { url: webAddress(url) });
export const openFile: OpenFile = (path) => plugin('opener|open_path', { path });
export const reveal: Reveal = (path) => plugin('opener|reveal_item_in_dir', { paths: [path] });

const entry = (it: MenuEntry): Promise<MenuItem | PredefinedMenuItem> =>
  it === 'line'
    ? PredefinedMenuItem.new({ item: 'Separator' })
    : MenuItem.new({
        id: it.id,
        text: it.label,
        enabled: it.off !== true,
        ...(it.keys === undefined ? {} : { accelerator: it.keys }),
        action: it.act,
      });

export const setMenu: SetMenu = async (menu) => {
  const items = await Promise.all(
    menu.map(async ({ label, entries }) =>
      Submenu.new({ text: label, items: await Promise.all(entries.map(entry)) }),
    ),
  );
  await (await Menu.new({ items })).setAsAppMenu();
};
