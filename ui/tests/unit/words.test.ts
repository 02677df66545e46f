// The words of the window: complete in both languages, all used, none forgotten.
import { describe, expect, test } from 'vitest';
import toml from '../../../templates/rules.toml?raw';
import en from '../../src/i18n/en.json';
import ru from '../../src/i18n/ru.json';
import type { CampaignState } from '../../src/ipc/generated/CampaignState';
import type { Channel } from '../../src/ipc/generated/Channel';
import type { Decision } from '../../src/ipc/generated/Decision';
import type { ChannelStatus } from '../../src/ipc/generated/ChannelStatus';
import type { CustodyEnding } from '../../src/ipc/generated/CustodyEnding';
import type { CustodyForm } from '../../src/ipc/generated/CustodyForm';
import type { FactKind } from '../../src/ipc/generated/FactKind';
import type { Freshness } from '../../src/ipc/generated/Freshness';
import type { Gender } from '../../src/ipc/generated/Gender';
import type { HoldKind } from '../../src/ipc/generated/HoldKind';
import type { LetterKind } from '../../src/ipc/generated/LetterKind';
import type { LetterState } from '../../src/ipc/generated/LetterState';
import type { OutboxCounts } from '../../src/ipc/generated/OutboxCounts';
import type { SignIn } from '../../src/ipc/generated/SignIn';
import type { News } from '../../src/state/news';
import type { FileFault } from '../../src/state/text-file';

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

// The rules of the coach as the program has them.
const RULES = toml
  .split('[[rule]]')
  .slice(1)
  .map((row) => {
    const of = (key: string): string => new RegExp(`^${key} = "(.*)"$`, 'm').exec(row)?.[1] ?? '';
    return { id: of('id'), holes: [...of('text').matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '') };
  });

describe('the rules of the coach', () => {
  test('are all read', () => {
    expect(RULES.length).toBeGreaterThan(60);
    expect(RULES.map(({ id }) => id)).toContain('on_paper');
  });

  test.each(RULES)('$id says only what the program tells it', ({ id, holes: told }) => {
    const named = id.startsWith('channel_') ? [...told, 'office', 'published', 'value'] : told;
    const text = `${EN.get(`finding.${id}.title`) ?? ''} ${EN.get(`finding.${id}.text`) ?? ''}`;
    // How much stands in the template is shown as a bar.
    const shown = /^(like|same_as)_/.test(id) ? ['percent'] : [];
    for (const hole of holes(text)) expect(named, id).toContain(hole);
    if (told.includes('word')) expect(holes(text), 'the word that it is about').toContain('word');
    if (told.includes('text')) expect(holes(text), 'the words that it is about').toContain('text');
    expect(shown.every((s) => told.includes(s))).toBe(true);
  });

  test('words are about rules that exist', () => {
    const ids = new Set(RULES.map(({ id }) => id));
    for (const key of Object.keys(en.rule)) expect(ids).toContain(key);
    for (const key of Object.keys(en.finding)) if (key !== 'unknown') expect(ids).toContain(key);
    const limits = Object.keys(en.coach.rules.limit).filter((key) => key !== 'other');
    for (const key of limits) expect(ids).toContain(key);
  });
});

describe('every code has its words', () => {
  const ERRORS =
    'bad_request not_found bad_file in_use bad_facts bad_profile no_profile bad_address bad_letter review_changed letter_stopped channel_unchecked letter_not_queued already_queued no_account secret_store home_unwritable home_newer home_busy disk_full database network account_refused internal not_undone';
  const PHASES = 'prepare connect tls greeting ehlo auth mail rcpt data body dot';
  const HOLDS =
    'limit sign_in sender certificate protocol relay many_refusals content address busy person other';
  const CONNECTING = 'prepare connect tls greeting ehlo auth auth_app';
  const PROBLEMS =
    'syntax unknown_field unknown_helper bad_argument not_allowed too_deep too_many_tags too_large not_text front_matter toml no_subject no_title no_text bad_subject missing_ask unnamed_ask asks_differ variants_differ fields_differ direction_sign unreadable';
  const HELPERS = 'ask case date days default gender if list own_words unless';
  const FAULTS: Record<FileFault, true> = {
    import_empty: true,
    import_too_large: true,
    import_not_text: true,
    import_encoding: true,
  };
  const FACT_PROBLEMS =
    'missing not_a_date future overlap ends_before not_an_address not_a_link too_long other';
  const CASES = 'nominative genitive dative accusative instrumental prepositional vocative';
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
    press: true,
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
  const FRESH: Record<Freshness, true> = { checked: true, unchecked: true, stale: true };
  const FACTS: Record<FactKind, true> = { channel: true, office: true, person: true };
  const ENDINGS: Record<CustodyEnding, true> = { released: true, exchanged: true, died: true };
  const FORMS: Record<CustodyForm, true> = {
    pre_trial: true,
    serving: true,
    house_arrest: true,
    hospital: true,
    transfer: true,
  };
  const GENDERS: Record<Gender, true> = { male: true, female: true, unknown: true };
  const STATUSES: Record<ChannelStatus, true> = { accepted: true, not_accepted: true, unknown: true };
  const wanted = [
    ...FACT_PROBLEMS.split(' ').map((c) => `facts.problem.${c}`),
    ...CASES.split(' ').map((c) => `case.${c}`),
    ...Object.keys(FRESH).map((c) => `officials.fresh.${c}`),
    ...Object.keys(FACTS).map((c) => `checks.what.${c}`),
    ...Object.keys(ENDINGS).flatMap((c) => [`facts.ending.${c}`, `facts.ended_on.${c}`]),
    ...Object.keys(FORMS).map((c) => `facts.form.${c}`),
    ...Object.keys(GENDERS).flatMap((c) => [`facts.genders.${c}`, `facts.release.${c}`]),
    ...Object.keys(STATUSES).map((c) => `facts.status.${c}`),
    ...Object.keys(KINDS).map((c) => `officials.kind.${c}`),
    ...Object.keys(CHANNELS).map((c) => `facts.channel_value.${c}`),
    ...HOLDS.split(' ').flatMap((c) => [`hold.${c}.title`, `hold.${c}.text`]),
    ...CONNECTING.split(' ').map((c) => `connect.phase.${c}`),
    ...Object.keys(HELD).map((c) => `held.${c}`),
    ...Object.keys(CAMPAIGNS).map((c) => `campaign.${c}`),
    ...Object.keys(DECISIONS).flatMap((c) => [`resolve.${c}`, `resolve.${c}_text`, `resolve.${c}_done`]),
    ...Object.keys(SIGN_INS).map((c) => `connect.kind.${c}`),
    ...Object.keys(NEWS).map((c) => `news.${c}`),
    ...Object.keys(COUNTED).map((c) => `filter.${c}`),
    ...ERRORS.split(' ').map((c) => `error.${c}`),
    ...RULES.flatMap(({ id }) => [`finding.${id}.title`, `finding.${id}.text`, `rule.${id}`]),
    ...Object.keys(KINDS).map((c) => `coach.rules.to.${c}`),
    ...PHASES.split(' ').map((c) => `phase.${c}`),
    ...Object.keys(STATES).flatMap((c) => [`state.${c}`, `happened.${c}`]),
    ...Object.keys(KINDS).map((c) => `kind.${c}`),
    ...Object.keys(CHANNELS).map((c) => `channel.${c}`),
    ...Object.keys(KINDS).map((c) => `templates.kind.${c}`),
    ...Object.keys(FAULTS).map((c) => `templates.${c}`),
    ...HELPERS.split(' ').map((c) => `templates.helper.${c}`),
    ...PROBLEMS.split(' ').map((c) => `problem.${c}`),
    ...[...EN.keys()].filter((k) => k.startsWith('field_about.')).map((k) => k.replace('_about', '')),
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
