// The shape of the door between the window and the program. `client.ts` is the real one, `fake.ts` the one for
// a plain browser; nothing else in the window knows that there are two.
import type { ApiError } from './generated/ApiError';
import type { Changed } from './generated/Changed';
import type { Commands } from './generated/Commands';

export type Name = keyof Commands;
export type Request<K extends Name> = Commands[K]['request'];
export type Response<K extends Name> = Commands[K]['response'];

export type Call = <K extends Name>(name: K, request: Request<K>) => Promise<Response<K>>;
/** Calls back after something changed, at most five times a second. Returns the way to stop. */
export type OnChanged = (heard: (changed: Changed) => void) => Promise<() => void>;
/** A notification of the desktop. It stands where others can read it: counts only, no names, no addresses. */
export type Notify = (title: string, body: string) => Promise<void>;
/** Opens where a fact was published, in the browser. Only for a click; nothing is asked of the network before. */
export type OpenSource = (url: string) => Promise<void>;

/** Calls back when somebody opened a file with the program: ask for `files_opened` then. */
export type OnOpened = (heard: () => void) => Promise<() => void>;
/** Calls back when somebody wants to close the window. It stays open until `closeWindow`; a second wish closes it. */
export type OnClosing = (heard: () => void) => Promise<() => void>;
/** Closes the window. */
export type CloseWindow = () => Promise<void>;
/** The window stays open after all: the next wish to close it is a first one again. */
export type StayOpen = () => Promise<void>;
/** Opens a letter of the program (`.eml`) in the mail program of this computer. */
export type OpenFile = (path: string) => Promise<void>;
/** Shows a file or a folder of the program in the file browser. */
export type Reveal = (path: string) => Promise<void>;
/** One entry of the native menu, or a line between entries. `keys` as Tauri writes them: `CmdOrCtrl+N`; `off`: grey. */
export type MenuEntry = { id: string; label: string; keys?: string; off?: boolean; act: () => void } | 'line';
/** The native menu of the window, in its language. Where there is none, nothing happens. */
export type SetMenu = (menu: { label: string; entries: MenuEntry[] }[]) => Promise<void>;

/** The address as a browser takes it. Only the web is opened, no file and no other program. */
export function webAddress(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw { code: 'bad_address', message: url, params: {} } satisfies ApiError;
  return new URL(url).href;
}

/** Whatever was thrown, as the one kind of error that the window shows. */
export function asApiError(thrown: unknown): ApiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    const { code } = thrown;
    const message = 'message' in thrown && typeof thrown.message === 'string' ? thrown.message : '';
    const params = 'params' in thrown && typeof thrown.params === 'object' ? thrown.params : null;
    return { code, message, params: (params ?? {}) as ApiError['params'] };
  }
  return { code: 'unknown', message: thrown instanceof Error ? thrown.message : String(thrown), params: {} };
}
