// What the rest of the window imports. `$backend` is chosen when the window is built, see vite.config.ts.
export { call, notify, onChanged, openSource } from '$backend';
export { asApiError, webAddress } from './shape';
