// The palette: what it was asked, and what it read when it was opened. Its entries are made in `finds.ts`. What was
// chosen last is remembered only while the window is open: a list of names lies nowhere but in the person's own data.
import { call } from '../ipc';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { OutboxRow } from '../ipc/generated/OutboxRow';
import type { PersonCard } from '../ipc/generated/PersonCard';
import type { TemplateRow } from '../ipc/generated/TemplateRow';
import { notices } from './notices.svelte';

/** Letters that count as recent. */
const LETTERS = 40;
const REMEMBERED = 12;

class Palette {
  open = $state(false);
  query = $state('');
  recent = $state.raw<string[]>([]);
  people = $state.raw<PersonCard[]>([]);
  offices = $state.raw<DeskOffice[]>([]);
  templates = $state.raw<TemplateRow[]>([]);
  letters = $state.raw<OutboxRow[]>([]);

  show(): void {
    if (this.open) return;
    this.query = '';
    this.open = true;
    void this.#read();
  }

  close(): void {
    this.open = false;
  }

  chose(id: string): void {
    this.recent = [id, ...this.recent.filter((it) => it !== id)].slice(0, REMEMBERED);
  }

  /** What was read before is there at once. */
  async #read(): Promise<void> {
    try {
      const rows = { state: null, campaign: null, offset: 0, limit: LETTERS };
      const [people, offices, templates, outbox] = await Promise.all([
        call('people_list', {}),
        call('offices_list', {}),
        call('templates_list', {}),
        call('outbox_list', rows),
      ]);
      this.people = people;
      this.offices = offices;
      this.templates = templates;
      this.letters = outbox.letters;
    } catch (thrown) {
      notices.fail(thrown);
    }
  }
}

/** The sheet of shortcuts. */
class Sheet {
  open = $state(false);

  show(): void {
    this.open = true;
  }

  close(): void {
    this.open = false;
  }
}

export const palette = new Palette();
export const sheet = new Sheet();
