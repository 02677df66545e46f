// What the rest of the window imports. `$backend` is chosen when the window is built, see vite.config.ts.
export {
  call,
  closeWindow,
  notify,
  onChanged,
  onClosing,
  onOpened,
  openFile,
  openSource,
  reveal,
  setMenu,
  stayOpen,
} from '$backend';
export { asApiError, webAddress } from './shape';
