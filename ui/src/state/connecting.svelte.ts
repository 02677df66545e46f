// The form that connects a mailbox. What is typed stays when the dialog is closed, except for the password: it lives
// here until the button is pressed or the dialog closes, and is gone when the answer comes, whatever the answer is.
import { t } from '../i18n';
import { errorText, lookUpPhase } from '../i18n/codes';
import type { AccountRow } from '../ipc/generated/AccountRow';
import type { ApiError } from '../ipc/generated/ApiError';
import type { Provider } from '../ipc/generated/Provider';
import { app } from './app.svelte';
import { connect, isAddress, provider as find, safety, serverUrl } from './mailbox.svelte';
import { notices } from './notices.svelte';
import { tells } from './signing';

class Connecting {
  name = $state('');
  address = $state('');
  password = $state('');
  server = $state('');
  user = $state('');
  ca = $state('');
  /** undefined: not asked yet. */
  provider = $state.raw<Provider | null | undefined>(undefined);
  more = $state(false);
  busy = $state(false);
  tried = $state(false);
  error = $state.raw<ApiError | null>(null);
  done = $state.raw<AccountRow | null>(null);
  /** What the table said as the server, as long as nobody wrote another. */
  #filled = '';
  #open = false;
  #begun = false;

  kind = $derived(this.provider?.sign_in ?? 'password');
  url = $derived(serverUrl(this.server));
  line = $derived(safety(this.url));
  wrong = $derived({
    address: isAddress(this.address) ? undefined : t('connect.address_bad'),
    password: this.password === '' ? t('connect.password_missing') : undefined,
    server: this.url === '' ? t('connect.server_missing') : undefined,
  });
  label = $derived(
    this.kind === 'app_password'
      ? t('connect.password_app')
      : this.kind === 'bridge'
        ? t('connect.password_bridge')
        : t('connect.password'),
  );
  /** Somebody signs letters with initials, and this address would tell the name. */
  tells = $derived.by(() => {
    const care = app.about?.settings.safety;
    if (!care || care.full_name || care.countries.length === 0 || !isAddress(this.address)) return false;
    return tells(this.address.trim(), app.about?.profile?.name || this.name);
  });
  why = $derived.by(() => {
    if (!this.error) return '';
    const phase = this.error.params.phase ?? '';
    const app = phase === 'auth' && this.kind === 'app_password';
    return lookUpPhase(app ? 'auth_app' : phase) ?? errorText(this.error);
  });

  open(): void {
    this.#open = true;
    if (this.done) this.#afresh();
    if (this.#begun) return;
    this.#begun = true;
    this.name = app.about?.profile?.name ?? '';
    this.address = app.about?.profile?.email ?? '';
  }

  close(): void {
    this.#open = false;
    if (!this.busy) this.password = '';
    this.tried = false;
    this.error = null;
  }

  /** Returns the way to stop. What somebody wrote as the server stays; what the table said follows the address. */
  look(): () => void {
    const typed = this.address.trim();
    if (!isAddress(typed)) return () => undefined;
    const timer = setTimeout(() => {
      void find(typed).then((found) => {
        if (this.address.trim() !== typed) return;
        this.provider = found;
        if (this.server === this.#filled) this.server = this.#filled = found?.server ?? '';
        if (!found) this.more = true;
      });
    }, 250);
    return () => clearTimeout(timer);
  }

  /** Returns whether there is something to mend, or to try again, in the form. */
  async submit(): Promise<boolean> {
    this.tried = true;
    const { address, password, server } = this.wrong;
    if (server) this.more = true;
    if (this.busy || this.kind === 'oauth' || address || password || server) return true;
    this.busy = true;
    this.error = null;
    const asked = connect({
      from_name: this.name.trim(),
      address: this.address.trim(),
      server: this.url,
      user: this.user.trim() || this.address.trim(),
      password: this.password,
      ca_file: this.ca.trim() || null,
    });
    const answer = await asked;
    this.password = '';
    this.tried = false;
    this.busy = false;
    if (answer.row) {
      this.done = answer.row;
      if (this.#open) notices.speak(t('connect.done_title'));
      else notices.tell(t('connect.connected', { from: answer.row.from }));
      return false;
    }
    this.error = answer.error;
    if (!this.#open) notices.fail(answer.error);
    return true;
  }

  #afresh(): void {
    this.#begun = false;
    this.#filled = '';
    this.server = this.user = this.ca = '';
    this.provider = undefined;
    this.more = this.tried = false;
    this.error = null;
    this.done = null;
  }
}

export const connecting = new Connecting();
