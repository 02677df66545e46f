// A person's page, as fetched.
import { asApiError, call } from '../ipc';
import type { PersonFacts } from '../ipc/generated/PersonFacts';
import type { PersonShown } from '../ipc/generated/PersonShown';
import { notes } from './notes.svelte';
import { notices } from './notices.svelte';

class PersonDesk {
  shown = $state.raw<PersonShown | null>(null);
  facts = $state.raw<PersonFacts | null>(null);
  /** Nobody is known under this id. */
  gone = $state(false);
  #asked = '';

  async load(id: string): Promise<void> {
    if (this.#asked !== id) {
      this.shown = null;
      this.facts = null;
      this.gone = false;
    }
    this.#asked = id;
    try {
      const [shown, facts] = await Promise.all([call('person_show', { id }), call('person_facts', { id })]);
      if (this.#asked !== id) return; // somebody else was opened meanwhile
      this.shown = shown;
      this.facts = facts;
      this.gone = false;
      notes.show(shown.note);
    } catch (thrown) {
      if (this.#asked !== id) return;
      if (asApiError(thrown).code === 'not_found') this.gone = true;
      else notices.fail(thrown);
    }
  }
}

export const personDesk = new PersonDesk();
