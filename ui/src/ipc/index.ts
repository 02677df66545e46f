// What the rest of the window imports. `$backend` is chosen when the window is built, see vite.config.ts.
export { call, notify, onChanged } from '$backend';
export { asApiError } from './shape';
