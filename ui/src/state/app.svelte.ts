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

export type Screen = 'people' | 'write' | 'outbox' | 'settings';
type Place = { screen: Screen; person: string | null };

class App {
  about = $state.raw<AppState | null>(null);
  broken = $state.raw<ApiError | null>(null);
  /** First run stays open until its last step, though the language is chosen in the first. */
  greeting = $state(false);
  place = $state.raw<Place>({ screen: 'people', person: null });
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

  go(screen: Screen, person: string | null = null): void {
    const next = { screen, person: screen === 'write' ? (person ?? this.#lastPerson()) : null };
    if (next.screen === this.place.screen && next.person === this.place.person) return;
    this.#before = [...this.#before.slice(-19), this.place];
    this.place = next;
  }

  back(): void {
    const last = this.#before.pop();
    if (last) this.place = last;
    else this.place = { screen: 'people', person: null };
  }

  /** "Write" in the rail returns to the letter that was on the desk. */
  #lastPerson(): string | null {
    if (this.place.person) return this.place.person;
    return this.#before.findLast((p) => p.person !== null)?.person ?? null;
  }
}

export const app = new App();
