// The words of the window: complete in both languages, all used, none forgotten.
import { describe, expect, test } from 'vitest';
import en from '../../src/i18n/en.json';
import ru from '../../src/i18n/ru.json';
import type { CampaignState } from '../../src/ipc/generated/CampaignState';
import type { Channel } from '../../src/ipc/generated/Channel';
import type { Decision } from '../../src/ipc/generated/Decision';
import type { HoldKind } from '../../src/ipc/generated/HoldKind';
import type { LetterKind } from '../../src/ipc/generated/LetterKind';
import type { LetterState } from '../../src/ipc/generated/LetterState';
import type { OutboxCounts } from '../../src/ipc/generated/OutboxCounts';
import type { SignIn } from '../../src/ipc/generated/SignIn';
import type { News } from '../../src/state/news';

type Tree = { [key: string]: string | Tree };
function flat(tree: Tree, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree))
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [k, v] of flat(value, `${prefix}${key}.`)) all.set(k, v);
  return all;
}
const PLURAL = /_(one|two|few|many|other)$/;
const EN = flat(en);
const RU = flat(ru);
const bases = (words: Map<string, string>): string[] => [
  ...new Set([...words.keys()].map((k) => k.replace(PLURAL, ''))),
];
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? '').sort();

describe('English and Russian', () => {
  test('have the same keys', () => {
    expect(bases(RU).sort()).toEqual(bases(EN).sort());
  });

  test('have the plural forms that each language needs', () => {
    for (const base of bases(EN)) {
      if (!EN.has(`${base}_other`)) continue;
      for (const form of ['one', 'other']) expect(EN.has(`${base}_${form}`), `en ${base}_${form}`).toBe(true);
      for (const form of ['one', 'few', 'many', 'other'])
        expect(RU.has(`${base}_${form}`), `ru ${base}_${form}`).toBe(true);
    }
  });

  test('leave the same holes for values', () => {
    for (const [key, text] of RU) {
      const base = key.replace(PLURAL, '');
      const original = EN.get(key) ?? EN.get(`${base}_other`) ?? '';
      // “One letter” may say the number as a word or not at all.
      const some = new Set(holes(text));
      for (const hole of holes(original))
        if (hole !== 'count') expect(some, `${key} needs {{${hole}}}`).toContain(hole);
      for (const hole of some) expect(holes(original), `${key} has {{${hole}}}`).toContain(hole);
    }
  });

  test('say nothing empty, shout nothing, and use no word of the workshop', () => {
    for (const [key, text] of [...EN, ...RU]) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/!|\bentity\b|\brecord\b|\bjob\b|\bpayload\b/i);
    }
  });

  test('Russian is written in Russian', () => {
    const latin = new Set(['app.name', 'app.dot', 'story.message_id', 'write.saved', 'settings.about']);
    for (const [key, text] of RU) {
      const words = text.replace(/\{\{\w+\}\}/g, '');
      if (!latin.has(key) && /\p{L}/u.test(words)) expect(words, key).toMatch(/[а-яё]/i);
    }
  });
});

describe('every code has its words', () => {
  const ERRORS =
    'bad_request not_found bad_profile no_profile bad_address bad_letter review_changed letter_stopped channel_unchecked letter_not_queued already_queued no_account secret_store home_unwritable home_newer home_busy disk_full database network account_refused internal';
  const FINDINGS =
    'unfilled_field placeholder empty_subject empty_salutation subject_too_long letter_too_large appeal_closed released sender_is_recipient channel_missing channel_not_accepted channel_unchecked insult case_missing missing_translation';
  const PHASES = 'prepare connect tls greeting ehlo auth mail rcpt data body dot';
  const HOLDS =
    'limit sign_in sender certificate protocol relay many_refusals content address busy person other';
  const CONNECTING = 'prepare connect tls greeting ehlo auth auth_app';
  // The compiler keeps these lists complete.
  const STATES: Record<LetterState, true> = {
    draft: true,
    queued: true,
    leased: true,
    sending: true,
    sent: true,
    deferred: true,
    refused: true,
    in_doubt: true,
    cancelled: true,
    answered: true,
    bounced: true,
    printed: true,
    posted: true,
  };
  const KINDS: Record<LetterKind, true> = {
    official: true,
    embassy: true,
    representative: true,
    prisoner: true,
  };
  const CHANNELS: Record<Channel['kind'], true> = { email: true, post: true, web_form: true, fax: true };
  const HELD: Record<HoldKind, true> = {
    account: true,
    office: true,
    channel: true,
    campaign: true,
    outbox: true,
  };
  const CAMPAIGNS: Record<CampaignState, true> = {
    draft: true,
    running: true,
    paused: true,
    finished: true,
    cancelled: true,
  };
  const DECISIONS: Record<Decision, true> = { sent: true, again: true, drop: true };
  const SIGN_INS: Record<SignIn, true> = { password: true, app_password: true, oauth: true, bridge: true };
  const NEWS: Record<News['kind'], true> = { ended: true, hold: true, break: true, doubt: true };
  const COUNTED: Record<Exclude<keyof OutboxCounts, 'total' | 'leased'>, true> = {
    queued: true,
    sending: true,
    sent: true,
    deferred: true,
    refused: true,
    in_doubt: true,
    cancelled: true,
  };
  const wanted = [
    ...HOLDS.split(' ').flatMap((c) => [`hold.${c}.title`, `hold.${c}.text`]),
    ...CONNECTING.split(' ').map((c) => `connect.phase.${c}`),
    ...Object.keys(HELD).map((c) => `held.${c}`),
    ...Object.keys(CAMPAIGNS).map((c) => `campaign.${c}`),
    ...Object.keys(DECISIONS).flatMap((c) => [`resolve.${c}`, `resolve.${c}_text`, `resolve.${c}_done`]),
    ...Object.keys(SIGN_INS).map((c) => `connect.kind.${c}`),
    ...Object.keys(NEWS).map((c) => `news.${c}`),
    ...Object.keys(COUNTED).map((c) => `filter.${c}`),
    ...ERRORS.split(' ').map((c) => `error.${c}`),
    ...FINDINGS.split(' ').flatMap((c) => [`finding.${c}.title`, `finding.${c}.text`]),
    ...PHASES.split(' ').map((c) => `phase.${c}`),
    ...Object.keys(STATES).flatMap((c) => [`state.${c}`, `happened.${c}`]),
    ...Object.keys(KINDS).map((c) => `kind.${c}`),
    ...Object.keys(CHANNELS).map((c) => `channel.${c}`),
  ];
  test.each(wanted)('%s', (key) => {
    expect(EN.has(key), 'in English').toBe(true);
    expect(RU.has(key), 'in Russian').toBe(true);
  });
});

test('no words lie about unused', () => {
  const files = import.meta.glob<string>(['../../src/**/*.{svelte,ts}', '!../../src/ipc/**'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const code = Object.values(files).join('\n');
  expect(Object.keys(files).length, 'the whole window is read').toBeGreaterThan(40);
  const built = [...code.matchAll(/[`']([a-z_.]+)\.?([a-z_]*)\$\{/g)].map(
    (m) => `${m[1] ?? ''}${m[2] ?? ''}`,
  );
  const unused = bases(EN).filter(
    (key) =>
      !code.includes(`'${key}'`) && !built.some((prefix) => prefix.length > 3 && key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});
