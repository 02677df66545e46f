// Keys that work everywhere. Dialogs have Esc by themselves.
import { app } from '../../state/app.svelte';
import { review } from '../../state/review.svelte';

const TYPED = 'input:not([type=checkbox], [type=radio]), textarea, select';

export function keys(event: KeyboardEvent): void {
  if (event.defaultPrevented || !app.about || app.greeting) return;
  const dialog = document.querySelector('dialog[open]');
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (command && event.key === 'Enter') {
    event.preventDefault();
    if (review.open) void review.send().then((sent) => sent && app.go('outbox'));
    else if (!dialog && app.place.screen === 'write') void review.start();
  } else if (command && event.key.toLowerCase() === 'n' && !dialog) {
    event.preventDefault();
    app.go('write');
  } else if (event.key === 'Escape' && !dialog) {
    const at = document.activeElement;
    // In a field the first Esc only leaves the field.
    if (at instanceof HTMLElement && at.matches(TYPED)) at.blur();
    else app.back();
  }
}
