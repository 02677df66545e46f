// The window as a whole: which screen is shown, what the program says about itself, language and theme.
import { guess, speak } from '../i18n';
import { call, asApiError, onChanged } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { AppState } from '../ipc/generated/AppState';
import type { Profile } from '../ipc/generated/Profile';
import type { Settings } from '../ipc/generated/Settings';
import { coalesce } from './coalesce';
import { notices } from './notices.svelte';
import { onTheWay, status } from './status.svelte';
import { watch } from './watch.svelte';

/** Between two readings of what changed, in milliseconds: the program may say so five times a second. */
const GAP = 450;

export type Screen =
  | 'people'
  | 'write'
  | 'outbox'
  | 'templates'
  | 'rules'
  | 'officials'
  | 'office'
  | 'edit_office'
  | 'edit_person'
  | 'checks'
  | 'settings';
/** `id`: the office or the person that a page of facts is about; none for a new one. */
type Place = {
  screen: Screen;
  person: string | null;
  id: string | null;
  /** The one that lies open, on the screen of templates. */
  template?: string | null;
};
const START: Place = { screen: 'people', person: null, id: null };

class App {
  about = $state.raw<AppState | null>(null);
  broken = $state.raw<ApiError | null>(null);
  /** First run stays open until its last step, though the language is chosen in the first. */
  greeting = $state(false);
  place = $state.raw<Place>(START);
  /** Counts up with each change that the window heard of: what is shown reads it and fetches again. */
  changes = $state(0);
  #before: Place[] = [];

  onTheWay = $derived(this.about ? onTheWay(this.about.counts) : 0);

  async start(): Promise<() => void> {
    speak(guess(navigator.languages));
    await this.load();
    if (this.about) this.greeting = this.about.settings.language === null;
    const fresh = coalesce(
      async () => {
        await Promise.all([this.load(), status.load()]);
        watch.look(this.place.screen === 'outbox');
        this.changes += 1;
      },
      60,
      GAP,
    );
    const stop = await onChanged(() => fresh.again()).catch(() => () => undefined);
    const looked = (): void => watch.looked();
    addEventListener('focus', looked);
    if (this.about) void status.load().then(() => watch.look(true));
    return () => {
      fresh.stop();
      stop();
      removeEventListener('focus', looked);
    };
  }

  async load(): Promise<void> {
    try {
      this.about = await call('app_state', {});
      this.broken = null;
      this.#show(this.about.settings);
    } catch (thrown) {
      if (this.about) notices.fail(thrown);
      else this.broken = asApiError(thrown);
    }
  }

  #show(settings: Settings): void {
    if (settings.language) speak(settings.language);
    const root = document.documentElement;
    if (settings.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = settings.theme;
  }

  async saveSettings(change: Partial<Settings>): Promise<void> {
    if (!this.about) return;
    try {
      const settings = await call('settings_save', { ...this.about.settings, ...change });
      this.about = { ...this.about, settings };
      this.#show(settings);
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** Returns whether it was saved; why not is told by the notice. */
  async saveProfile(profile: Profile): Promise<boolean> {
    try {
      const saved = await call('profile_save', profile);
      if (this.about) this.about = { ...this.about, profile: saved };
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    }
  }

  go(screen: Screen, id: string | null = null): void {
    const next = this.#at(screen, id);
    const { place } = this;
    const same = next.screen === place.screen && next.person === place.person && next.id === place.id;
    if (same && !place.template) return;
    this.#to(next);
  }

  openTemplate(template: string | null): void {
    if (this.place.screen === 'templates' && (this.place.template ?? null) === template) return;
    this.#to({ screen: 'templates', person: null, id: null, template });
  }

  #to(next: Place): void {
    this.#before = [...this.#before.slice(-19), this.place];
    this.place = next;
  }

  /** Goes on from a page that is done with: "back" does not return to it. */
  instead(screen: Screen, id: string | null = null): void {
    const next = this.#at(screen, id);
    // Whoever came from there goes back to where that was opened.
    while (this.#before.at(-1)?.screen === screen) this.#before.pop();
    this.place = next;
  }

  #at(screen: Screen, id: string | null): Place {
    if (screen === 'write') return { screen, person: id ?? this.#lastPerson(), id: null };
    return { screen, person: null, id };
  }

  /** Nobody goes back to the letter of somebody who is no longer known. */
  forget(person: string): void {
    this.#before = this.#before.filter((place) => place.person !== person);
  }

  back(): void {
    const last = this.#before.pop();
    this.place = last ?? START;
  }

  /** "Write" in the rail returns to the letter that was on the desk. */
  #lastPerson(): string | null {
    if (this.place.person) return this.place.person;
    return this.#before.findLast((p) => p.person !== null)?.person ?? null;
  }
}

export const app = new App();
