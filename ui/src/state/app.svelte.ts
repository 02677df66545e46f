// The window as a whole: which screen is shown, what the program says about itself, language and theme.
import { guess, speak, t } from '../i18n';
import { call, asApiError, onChanged } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { AppState } from '../ipc/generated/AppState';
import type { Profile } from '../ipc/generated/Profile';
import type { Settings } from '../ipc/generated/Settings';
import { coalesce } from './coalesce';
import { first } from './first.svelte';
import { notices } from './notices.svelte';
import { onTheWay, status } from './status.svelte';
import type { Words } from './undo.svelte';
import { undoable } from './undoable';
import { watch } from './watch.svelte';

/** Between two readings of what changed, in milliseconds: the program may say so five times a second. */
const GAP = 450;

export type Screen =
  | 'people'
  | 'person'
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
  /** Settings on their way to the program, one after the other; until then what was chosen counts. */
  #saves: Promise<unknown> = Promise.resolve();
  #unsaved = 0;
  /** Counts what was saved: what the program said before knows nothing of it. */
  #settingsSaved = 0;
  #profileSaved = 0;

  onTheWay = $derived(this.about ? onTheWay(this.about.counts) : 0);

  async start(): Promise<() => void> {
    await speak(guess(navigator.languages));
    await this.load();
    if (this.about) this.greeting = first.open(this.about);
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
      const settings = this.#settingsSaved;
      const profile = this.#profileSaved;
      const about = await call('app_state', {});
      const keep = (): void => {
        if (!this.about) return;
        if (this.#unsaved > 0 || settings !== this.#settingsSaved) about.settings = this.about.settings;
        if (profile !== this.#profileSaved) about.profile = this.about.profile;
      };
      keep();
      await this.#show(about.settings);
      keep(); // the words of another language may have taken a while
      this.about = about;
      this.broken = null;
    } catch (thrown) {
      if (this.about) notices.fail(thrown);
      else this.broken = asApiError(thrown);
    }
  }

  async #show(settings: Settings): Promise<void> {
    if (settings.language) await speak(settings.language);
    const root = document.documentElement;
    if (settings.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = settings.theme;
    root.dataset.text = String(settings.text_size);
  }

  /**
   * Returns whether it was saved; why not is told by the notice. Two changes in a row both count: the second builds
   * on the first. With `said`, a notice says what was changed and has the way back.
   */
  async saveSettings(change: Partial<Settings>, said?: Words): Promise<boolean> {
    if (!this.about) return false;
    const before = this.about.settings;
    if (!(await this.#put(change))) return false;
    // Only what was changed goes back: other settings may have changed since.
    const keys = (Object.keys(change) as (keyof Settings)[]).filter(
      (key) => JSON.stringify(change[key]) !== JSON.stringify(before[key]),
    );
    if (this.greeting || before.language === null || keys.length === 0) return true;
    const was: Partial<Settings> = Object.fromEntries(keys.map((key) => [key, before[key]]));
    const label = (): string =>
      keys.includes('theme')
        ? t('undo.theme')
        : keys.includes('language')
          ? t('undo.language')
          : t('undo.settings');
    const put = async (part: Partial<Settings>): Promise<void> => void (await this.#put(part));
    undoable({ label, back: () => put(was), again: () => put(change) }, said);
    return true;
  }

  async #put(change: Partial<Settings>): Promise<boolean> {
    if (!this.about) return false;
    const wanted = { ...this.about.settings, ...change };
    this.about = { ...this.about, settings: wanted };
    this.#unsaved += 1;
    const saved = this.#saves.then(async () => {
      try {
        const settings = await call('settings_save', wanted);
        if (this.#unsaved > 1) return true;
        await this.#show(settings);
        if (this.about) this.about = { ...this.about, settings };
        return true;
      } catch (thrown) {
        notices.fail(thrown);
        return false;
      } finally {
        this.#unsaved -= 1;
        this.#settingsSaved += 1;
      }
    });
    this.#saves = saved;
    // What the program did not take is not shown as if it had.
    if (!(await saved)) await this.load();
    return saved;
  }

  /** Returns whether it was saved; why not is told by the notice. */
  async saveProfile(profile: Profile, said?: Words): Promise<boolean> {
    const put = async (next: Profile): Promise<void> => {
      const saved = await call('profile_save', next);
      this.#profileSaved += 1;
      if (this.about) this.about = { ...this.about, profile: saved };
    };
    try {
      const before = this.about?.profile ?? null;
      await put(profile);
      if (before && !this.greeting)
        undoable(
          { label: () => t('undo.profile'), back: () => put(before), again: () => put(profile) },
          said,
        );
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
    if (same && !place.template) {
      // To a part of the page once more: somebody may have scrolled away from it.
      if (screen === 'settings' && id !== null) this.place = next;
      return;
    }
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
    this.#before = this.#before.filter((place) => place.person !== person && place.id !== person);
  }

  back(): void {
    const last = this.#before.pop();
    this.place = last ?? START;
  }

  /** "Write" in the rail returns to the letter that was on the desk; from somebody's page it is a letter for them. */
  #lastPerson(): string | null {
    if (this.place.screen === 'person') return this.place.id;
    if (this.place.person) return this.place.person;
    return this.#before.findLast((p) => p.person !== null)?.person ?? null;
  }
}

export const app = new App();
