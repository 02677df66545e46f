// Ties to a country: what was said about them, and the question that is put where nothing was said.
import type { Safety } from '../ipc/generated/Safety';
import type { Settings } from '../ipc/generated/Settings';
import { app } from './app.svelte';
import type { Words } from './undo.svelte';

export const NO_TIES: Safety = { answered: false, countries: [], full_name: false, organisation: false };

/** Saves, says so, and can be taken back. Said in the language that the window speaks afterwards. */
export async function change(wanted: Partial<Settings>, said: Words): Promise<void> {
  await app.saveSettings(wanted, said);
}

export const changeSafety = (wanted: Partial<Safety>, said: Words): Promise<void> =>
  change({ safety: { ...(app.about?.settings.safety ?? NO_TIES), ...wanted } }, said);

/** What was not answered is asked beside the letter, once in a run of the program. */
class Question {
  put = $state(false);
  open = $derived(!this.put && app.about !== null && !app.about.settings.safety.answered);

  later(): void {
    this.put = true;
  }
}

export const question = new Question();
