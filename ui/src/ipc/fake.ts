// A believable backend in memory, for a plain browser: `npm run dev:fake`. The address says how it begins:
// `?home=used` a desk in use, `?home=known` a profile but no language, `&lang=ru`, `&theme=dark`, `&mailbox` a connected mailbox
// (`&mailbox=hold` one that waits for a person), `&people=none` or `&people=5000` more, `&profile=none`,
// `&letters=500` a long outbox, `&wait=800` milliseconds to take a letter back, `&fail=people_list:database`;
// `&campaign` 412 letters on their way (`&campaign=finished`), `&paused` or `&paused=campaign`, `&quiet` at night,
// `&holds=all` or `&holds=limit,address`, `&run=50` sends a letter every 50 milliseconds, `&slow=300` for each answer.
// `&templates=none` or `&templates=many` another library of letters.
// `&ties=RU,BY`: the writer has ties to these countries; `&ties=unasked`: they have not said.
// `&looked=none`: nobody has looked at any fact yet.
// `&lang=en-XA` English in disguise, longer and in brackets: what the program answered stands in `globalThis.answered`
// then, so that a test can tell it from words of the window.
// What went to the desktop's notifications stands in `globalThis.told`, what the browser was asked to open in
// `globalThis.opened`; after `globalThis.mend()` nothing fails any more; `globalThis.shell` holds the wishes of the desktop: `closing()`, `open(file)`, `closed`, the menu.
import type { ApiError } from './generated/ApiError';
import type { Changed } from './generated/Changed';
import { fakeCommands, type World } from './fake/commands';
import { begin } from './fake/known';
import { account } from './fake/mailboxes';
import { letter, seeds, sent } from './fake/outbox';
import { campaign, card, holds, TRANSCRIPT } from './fake/sending';
import { shell } from './fake/shell';
import { webAddress } from './shape';
import type { Call, Name, Notify, OnChanged, OpenSource, Request, Response } from './shape';

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
    text_size: 100,
    writes: [],
    safety: {
      answered: used && ask.get('ties') !== 'unasked',
      countries: (ask.get('ties') ?? '').split(',').filter((code) => /^[A-Z]{2}$/.test(code)),
      full_name: false,
      organisation: false,
    },
  },
  profile: (used || ask.get('home') === 'known') && ask.get('profile') !== 'none' ? vera : null,
  accounts: ask.has('mailbox')
    ? [
        ask.get('mailbox') === 'hold'
          ? account({ hold: '535 5.7.8 Authentication credentials invalid', hold_code: 'sign_in' })
          : account(),
      ]
    : [],
  nobody: ask.get('people') === 'none',
  drafts: new Map(),
  notes: new Map(),
  files: [],
  known: begin(now, used && ask.get('looked') !== 'none', Number(ask.get('people')) || 0),
  letters: used && ask.get('letters') !== '0' ? seeds(now, `${home}/practice`, text) : [],
  sending: {
    paused: ask.has('paused') && ask.get('paused') !== 'campaign',
    holds: ask.has('holds') ? holds((ask.get('holds') ?? '').split(','), now) : [],
    campaigns: ask.has('campaign')
      ? [card(ask.get('campaign') === 'finished', ask.get('paused') === 'campaign')]
      : [],
    per_hour: ask.has('campaign') || many > 0 ? 60 : null,
    quiet: ask.has('quiet') ? 9 * 60 : null,
  },
  wait: Number(ask.get('wait') ?? 10_000),
  tell,
};
for (let n = 0; n < many; n += 1)
  world.letters.push(letter({ state: 'queued', office_name: `Office ${n + 1}` }, `many-${n}`, now, text));

if (ask.has('campaign'))
  world.letters.push(...campaign(now, world.practice, text, ask.get('campaign') === 'finished'));
for (const it of world.letters) if (it.row.state === 'in_doubt') it.transcript = TRANSCRIPT;

// One letter after the other, the oldest first, until none waits.
if (ask.has('run')) {
  let next = world.letters.length - 1;
  const step = (): void => {
    while (next >= 0 && world.letters[next]?.row.state !== 'queued') next -= 1;
    const it = world.letters[next];
    if (!it) return clearInterval(timer);
    if (world.sending.paused) return;
    sent(it, new Date(), world.practice);
    tell();
  };
  const timer = setInterval(step, Number(ask.get('run')));
}

const calls = new Map<string, number>();
const slow = Number(ask.get('slow') ?? 30);
const [failing, code] = (ask.get('fail') ?? '').split(':');
let mended = false;
const commands = fakeCommands(world);

const answered = new Set<string>();
const disguised = ask.get('lang') === 'en-XA';
function heard(it: unknown): void {
  if (typeof it === 'string') answered.add(it);
  else if (typeof it === 'object' && it !== null) Object.values(it).forEach(heard);
}

export const call: Call = async <K extends Name>(name: K, request: Request<K>): Promise<Response<K>> => {
  calls.set(name, (calls.get(name) ?? 0) + 1);
  await new Promise((done) => setTimeout(done, slow));
  if (name === failing && !mended)
    throw { code: code ?? 'internal', message: `fake failure of ${name}`, params: {} } satisfies ApiError;
  // A real door copies: nobody may hold on to what is inside.
  const answer = structuredClone(commands[name](structuredClone(request)));
  if (disguised) heard(answer);
  return answer;
};

export const onChanged: OnChanged = (heard) => {
  listeners.add(heard);
  return Promise.resolve(() => void listeners.delete(heard));
};

// What the tests look at: what was asked, what was told to the desktop, what is inside.
const told: { title: string; body: string }[] = [];
const opened: string[] = [];
const mend = (): void => void (mended = true);
Object.assign(globalThis, { calls, told, opened, answered, world, mend, shell: shell(world, opened) });
export const notify: Notify = (title, body) => {
  told.push({ title, body });
  return Promise.resolve();
};

export const openSource: OpenSource = (url) => {
  opened.push(webAddress(url));
  return Promise.resolve();
};

export { closeWindow, onClosing, onOpened, openFile, reveal, setMenu, stayOpen } from './fake/shell';
