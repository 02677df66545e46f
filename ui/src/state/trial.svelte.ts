// A template tried out on a person and an office. While the text has problems the last good letter stays, greyed.
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { PersonCard } from '../ipc/generated/PersonCard';
import type { Preview } from '../ipc/generated/Preview';
import type { TemplatePreviewRequest } from '../ipc/generated/TemplatePreviewRequest';

const PAUSE = 250;

class Trial {
  people = $state.raw<PersonCard[] | null>(null);
  offices = $state.raw<DeskOffice[]>([]);
  person = $state<string | null>(null);
  /** The office that was chosen by hand. */
  picked = $state<string | null>(null);
  subject = $state(0);
  letter = $state.raw<Preview | null>(null);
  /** What is shown belongs to an earlier text. */
  old = $state(false);
  error = $state.raw<ApiError | null>(null);
  #asked = 0;
  #last = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #offered = 0;

  async load(): Promise<void> {
    try {
      this.people = await call('people_list', {});
      await this.choose(this.people.find((p) => p.id === this.person)?.id ?? this.people[0]?.id ?? null);
    } catch (thrown) {
      this.people = [];
      this.error = asApiError(thrown);
    }
  }

  async choose(person: string | null): Promise<void> {
    const mine = ++this.#offered;
    this.person = person;
    if (person === null) {
      this.offices = [];
      return;
    }
    try {
      const desk = await call('desk_open', { id: person });
      if (mine === this.#offered) this.offices = desk.offices;
    } catch (thrown) {
      if (mine === this.#offered) [this.offices, this.error] = [[], asApiError(thrown)];
    }
  }

  /** The office that was picked, else the first of the template's kind, else the first. */
  office(kind: string | null): DeskOffice | null {
    return (
      this.offices.find((o) => o.id === this.picked) ??
      this.offices.find((o) => o.kind === kind) ??
      this.offices[0] ??
      null
    );
  }

  /** Shows another letter at once; waits for a pause in typing when only the text changed. */
  ask(request: TemplatePreviewRequest | null): void {
    clearTimeout(this.#timer);
    const key = request ? JSON.stringify({ ...request, text: '' }) : '';
    const wait = key === this.#last ? PAUSE : 0;
    if (key !== this.#last) this.old = this.letter !== null;
    this.#last = key;
    this.#timer = setTimeout(() => void this.#fetch(request), wait);
  }

  async #fetch(request: TemplatePreviewRequest | null): Promise<void> {
    const mine = ++this.#asked;
    if (!request) {
      this.letter = null;
      this.old = false;
      return;
    }
    try {
      const answer = await call('template_preview', request);
      if (mine !== this.#asked) return;
      this.error = null;
      // Another template's or another language's letter says nothing about this one.
      const other =
        this.letter?.letter.template !== request.id || this.letter.letter.language !== request.language;
      if (answer.letter) this.letter = answer.letter;
      else if (other) this.letter = null;
      this.old = answer.letter === null;
    } catch (thrown) {
      if (mine !== this.#asked) return;
      this.error = asApiError(thrown);
      this.old = true;
    }
  }
}

export const trial = new Trial();
