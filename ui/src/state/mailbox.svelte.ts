// Connecting a mailbox, looking after it, removing it. A password passes through here and is kept nowhere.
import { t } from '../i18n';
import { asApiError, call } from '../ipc';
import type { AccountPace } from '../ipc/generated/AccountPace';
import type { AccountRow } from '../ipc/generated/AccountRow';
import type { ApiError } from '../ipc/generated/ApiError';
import type { NewMailbox } from '../ipc/generated/NewMailbox';
import type { Provider } from '../ipc/generated/Provider';
import { app } from './app.svelte';
import { notices } from './notices.svelte';
import { status } from './status.svelte';

/** `smtp.example.org`, `smtp.example.org:587` or a whole address, as the address that the program takes. */
export function serverUrl(typed: string): string {
  const text = typed.trim();
  if (text === '' || text.includes('://')) return text;
  const port = /:(\d+)$/.exec(text)?.[1];
  const host = port === undefined ? text : text.slice(0, -port.length - 1);
  // 587 is the port that begins in the open and is made safe (RFC 8314, 3.3 prefers 465).
  return port === '587' ? `smtp://${host}:587` : `smtps://${host}:${port ?? '465'}`;
}

/** How the line to a server is made safe, for the words under its name. */
export function safety(url: string): { kind: 'tls' | 'starttls' | 'own'; port: string } {
  const found = /^(smtps?):\/\/.*?(?::(\d+))?\/?$/.exec(url);
  if (!found) return { kind: 'own', port: '' };
  const kind = found[1] === 'smtps' ? 'tls' : 'starttls';
  return { kind, port: found[2] ?? (kind === 'tls' ? '465' : '587') };
}

/** A whole address: somebody, somewhere with a dot. The program judges it strictly. */
export const isAddress = (typed: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(typed.trim());

/** From the bundled table; nothing is asked of the network. Unknown when it is not there. */
export async function provider(address: string): Promise<Provider | null> {
  try {
    return (await call('provider_find', { address: address.trim() })).provider;
  } catch (thrown) {
    notices.fail(thrown);
    return null;
  }
}

export async function connect(
  mailbox: NewMailbox,
): Promise<{ row: AccountRow; error?: never } | { error: ApiError; row?: never }> {
  try {
    const row = await call('account_connect', mailbox);
    await app.load();
    return { row };
  } catch (thrown) {
    return { error: asApiError(thrown) };
  }
}

class Mailboxes {
  /** The mailbox that is being asked something. */
  busy = $state<string | null>(null);
  failed = $state.raw<{ name: string; error: ApiError } | null>(null);

  /** Connects and signs in; one that waits for a person goes on when that works. */
  async test(account: AccountRow): Promise<void> {
    await this.#ask(account.name, async () => {
      if (account.hold === null) await call('account_test', { name: account.name });
      else {
        const lifted = await status.lift({ kind: 'account', key: account.name });
        if (!lifted.ok) throw lifted.error;
      }
      notices.tell(t('settings.tested', { name: account.from }));
    });
  }

  /** Returns whether it is gone. */
  async remove(account: AccountRow): Promise<boolean> {
    return this.#ask(account.name, async () => {
      await call('account_remove', { name: account.name });
      notices.tell(t('settings.removed', { name: account.from }));
    });
  }

  /** Returns the mailbox as it sends now; why not is told by the notice. */
  async pace(wanted: AccountPace): Promise<AccountRow | null> {
    try {
      const row = await call('account_pace', wanted);
      await app.load();
      return row;
    } catch (thrown) {
      notices.fail(thrown);
      return null;
    }
  }

  async #ask(name: string, deed: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = name;
    this.failed = null;
    try {
      await deed();
      return true;
    } catch (thrown) {
      this.failed = { name, error: asApiError(thrown) };
      return false;
    } finally {
      this.busy = null;
      await app.load();
    }
  }
}

export const mailboxes = new Mailboxes();
