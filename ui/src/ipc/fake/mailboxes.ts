// The mailboxes of the fake: a few providers, and servers that refuse in each way. The password "wrong" is wrong;
// a server whose name holds the name of a phase, as in `tls.example.org`, fails there.
import type { AccountRow } from '../generated/AccountRow';
import type { ApiError } from '../generated/ApiError';
import type { NewMailbox } from '../generated/NewMailbox';
import type { Provider } from '../generated/Provider';

const PROVIDERS: (Provider & { domains: string[] })[] = [
  {
    id: 'plain',
    name: 'Plain Post',
    server: 'smtps://smtp.plain.example:465',
    sign_in: 'password',
    help: null,
    per_day: null,
    domains: ['example.org', 'plain.example'],
  },
  {
    id: 'app',
    name: 'Careful Mail',
    server: 'smtps://smtp.careful.example:465',
    sign_in: 'app_password',
    help: 'https://careful.example/help/app-passwords',
    per_day: 500,
    domains: ['careful.example'],
  },
  {
    id: 'oauth',
    name: 'Closed Mail',
    server: 'smtp://smtp.closed.example:587',
    sign_in: 'oauth',
    help: 'https://closed.example/help/programs',
    per_day: 300,
    domains: ['closed.example'],
  },
  {
    id: 'bridge',
    name: 'Sealed Mail',
    server: 'smtp://127.0.0.1:1025',
    sign_in: 'bridge',
    help: 'https://sealed.example/bridge',
    per_day: null,
    domains: ['sealed.example'],
  },
];

export function provider(address: string): Provider | null {
  const domain = address.split('@')[1]?.toLowerCase() ?? '';
  const found = PROVIDERS.find((p) => p.domains.includes(domain));
  if (!found) return null;
  const { id, name, server, sign_in, help, per_day } = found;
  return { id, name, server, sign_in, help, per_day };
}

export const account = (more: Partial<AccountRow> = {}): AccountRow => ({
  name: 'post',
  from: 'Vera Lindqvist <vera@example.org>',
  server: 'smtp.example.org',
  hold: null,
  today: 38,
  per_hour: 20,
  per_day: 100,
  cap_hour: null,
  cap_day: 500,
  hold_until: null,
  hold_code: null,
  ...more,
});

export function connected(mailbox: NewMailbox): AccountRow {
  const failed = (code: string, phase: string, message: string): ApiError => ({
    code,
    message,
    params: { phase },
  });
  const broken = ['connect', 'tls', 'greeting', 'ehlo', 'prepare'].find((phase) =>
    mailbox.server.includes(phase),
  );
  if (broken) throw failed('network', broken, `fake: ${broken} failed`);
  if (mailbox.password === 'wrong')
    throw failed('account_refused', 'auth', '535 5.7.8 Authentication credentials invalid');
  return account({
    name: mailbox.address.split('@')[0] ?? 'post',
    from: `${mailbox.from_name} <${mailbox.address}>`,
    server: mailbox.server.replace(/^\w+:\/\//, '').replace(/:\d+$/, ''),
    today: 0,
  });
}
