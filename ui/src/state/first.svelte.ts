// Where the first run stands. The window keeps it by itself, with what was typed and ticked, until the last step is
// done: somebody who closes the window in between finds all of it again.
import type { AppState } from '../ipc/generated/AppState';
import type { Profile } from '../ipc/generated/Profile';

const KEY = 'unforgotten:first';
/** Language, who you are, ties, practice or a mailbox. */
export const STEPS = 4;
type Kept = { home: string; step: number; profile: Profile | null; countries: string[] };

const isKept = (it: unknown): it is Kept =>
  typeof it === 'object' &&
  it !== null &&
  'home' in it &&
  'step' in it &&
  typeof it.step === 'number' &&
  'countries' in it &&
  Array.isArray(it.countries);

function kept(home: string): Kept | null {
  try {
    const it: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isKept(it) && it.home === home && it.step >= 1 && it.step <= STEPS ? it : null;
  } catch {
    return null; // A window that may keep nothing works all the same.
  }
}

class First {
  step = $state(1);
  /** As typed so far; null: nothing that is not saved. */
  profile = $state<Profile | null>(null);
  countries = $state<string[]>([]);
  #home = '';
  #open = false;
  #brief = false;

  /** Returns whether somebody is to be greeted: for the first time, or because they have not come to the end. */
  open(about: AppState): boolean {
    const before = kept(about.home);
    const fresh = about.settings.language === null;
    this.#home = about.home;
    this.#open = fresh || before !== null;
    // Who is known already, from the terminal, only chooses the language.
    this.#brief = before === null && about.profile !== null;
    this.step = fresh ? 1 : (before?.step ?? 1);
    this.profile = before?.profile ?? null;
    this.countries = before?.countries ?? about.settings.safety.countries;
    return this.#open;
  }

  /** Goes on. Returns whether that was the last step. */
  next(): boolean {
    if (this.step === STEPS || this.#brief) return true;
    this.step += 1;
    return false;
  }

  back(): void {
    this.step = Math.max(1, this.step - 1);
  }

  /** Writes down where it stands; to be called when anything of it changed. */
  keep(): void {
    const { step, profile, countries } = this;
    const it = { home: this.#home, step, profile, countries } satisfies Kept;
    const text = JSON.stringify(it); // read here, so that an effect hears of each change
    if (!this.#open || step === 1) return;
    try {
      localStorage.setItem(KEY, text);
    } catch {
      // as above
    }
  }

  done(): void {
    this.#open = false;
    try {
      localStorage.removeItem(KEY);
    } catch {
      // as above
    }
  }
}

export const first = new First();
