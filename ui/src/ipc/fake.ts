// A believable backend in memory, for a plain browser: `npm run dev:fake`. The address says how it begins:
// `?home=used` a desk in use, `?home=known` a profile but no language, `&lang=ru`, `&theme=dark`, `&mailbox` a connected mailbox
// (`&mailbox=hold` one that waits for a person), `&people=none`, `&profile=none`,
// `&letters=500` a long outbox, `&wait=800` milliseconds to take a letter back, `&fail=people_list:database`.
import type { ApiError } from './generated/ApiError';
import type { Changed } from './generated/Changed';
import { fakeCommands, type World } from './fake/commands';
import { letter, seeds } from './fake/outbox';
import type { Call, Name, OnChanged, Request, Response } from './shape';

const ask = new URLSearchParams(globalThis.location.search);
const used = ask.get('home') === 'used';
const now = new Date();
const home = '/home/vera/.local/share/unforgotten';

const listeners = new Set<(changed: Changed) => void>();
let seq = 0;
let pending = false;
function tell(): void {
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    seq += 1;
    for (const heard of listeners) heard({ seq });
  }, 200);
}

const vera = {
  name: 'Vera Lindqvist',
  town: 'Uppsala',
  country: 'Sweden',
  email: 'vera@example.org',
  street: '',
  occupation: 'teacher',
};
const text =
  'Dear Commissioner,\n\nI am writing to you about Boris Kagarlitsky.\n\nYours sincerely,\nVera Lindqvist';
const many = Number(ask.get('letters') ?? 0);

const world: World = {
  home,
  practice: `${home}/practice`,
  settings: {
    language: used ? (ask.get('lang') ?? 'en') : null,
    theme: (ask.get('theme') ?? 'system') as World['settings']['theme'],
  },
  profile: (used || ask.get('home') === 'known') && ask.get('profile') !== 'none' ? vera : null,
  accounts: ask.has('mailbox')
    ? [
        {
          name: 'post',
          from: 'Vera Lindqvist <vera@example.org>',
          server: 'smtp.example.org',
          hold: ask.get('mailbox') === 'hold' ? '535 5.7.8 Authentication credentials invalid' : null,
        },
      ]
    : [],
  nobody: ask.get('people') === 'none',
  drafts: new Map(),
  confirmed: new Map(),
  letters: used && ask.get('letters') !== '0' ? seeds(now, `${home}/practice`, text) : [],
  wait: Number(ask.get('wait') ?? 10_000),
  tell,
};
for (let n = 0; n < many; n += 1)
  world.letters.push(letter({ state: 'queued', office_name: `Office ${n + 1}` }, `many-${n}`, now, text));

const [failing, code] = (ask.get('fail') ?? '').split(':');
const commands = fakeCommands(world);

export const call: Call = async <K extends Name>(name: K, request: Request<K>): Promise<Response<K>> => {
  await new Promise((done) => setTimeout(done, 30));
  if (name === failing)
    throw { code: code ?? 'internal', message: `fake failure of ${name}`, params: {} } satisfies ApiError;
  // A real door copies: nobody may hold on to what is inside.
  return structuredClone(commands[name](structuredClone(request)));
};

export const onChanged: OnChanged = (heard) => {
  listeners.add(heard);
  return Promise.resolve(() => void listeners.delete(heard));
};
