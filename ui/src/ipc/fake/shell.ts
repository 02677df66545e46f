// The desktop around the window: files that are opened with it, the wish to close it, its menu.
import type { OpenedFile } from '../generated/OpenedFile';
import type {
  CloseWindow,
  MenuEntry,
  OnClosing,
  OnOpened,
  OpenFile,
  Reveal,
  SetMenu,
  StayOpen,
} from '../shape';

type Shell = {
  closed: boolean;
  stayed: number;
  menu: { label: string; entries: MenuEntry[] }[];
  closing: () => void;
  open: (file: OpenedFile) => void;
};

const closings = new Set<() => void>();
const openings = new Set<() => void>();
let paths: string[] = [];
const state: Shell = {
  closed: false,
  stayed: 0,
  menu: [],
  closing: () => closings.forEach((heard) => heard()),
  open: () => undefined,
};

/** What the tests hold in their hands; `paths` is where opened paths are written down. */
export function shell(world: { files: OpenedFile[] }, opened: string[]): Shell {
  paths = opened;
  state.open = (file) => {
    world.files.push(file);
    openings.forEach((heard) => heard());
  };
  return state;
}

const listen = (all: Set<() => void>, heard: () => void): Promise<() => void> => {
  all.add(heard);
  return Promise.resolve(() => void all.delete(heard));
};

export const onOpened: OnOpened = (heard) => listen(openings, heard);
export const onClosing: OnClosing = (heard) => listen(closings, heard);
export const closeWindow: CloseWindow = () => {
  state.closed = true;
  return Promise.resolve();
};
export const stayOpen: StayOpen = () => {
  state.stayed += 1;
  return Promise.resolve();
};
export const openFile: OpenFile = (path) => {
  paths.push(path);
  return Promise.resolve();
};
export const reveal: Reveal = openFile;
export const setMenu: SetMenu = (menu) => {
  state.menu = menu;
  return Promise.resolve();
};
