// The only file of the window that talks to Tauri.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Changed } from './generated/Changed';
import { asApiError, webAddress, type Call, type Notify, type OnChanged, type OpenSource } from './shape';

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

export const openSource: OpenSource = async (url) => {
  const address = webAddress(url);
  try {
    await invoke('plugin:opener|open_url', { url: address });
  } catch (thrown) {
    throw asApiError(thrown);
  }
};
