// What the fake's coach finds: a few rules of each level, with the places where they are seen.
import type { DeskOffice } from '../generated/DeskOffice';
import type { Freshness } from '../generated/Freshness';
import type { Finding } from '../generated/Finding';
import type { LetterPart } from '../generated/LetterPart';
import type { Segment } from '../generated/Segment';
import type { TextSpan } from '../generated/TextSpan';

const found = (
  level: Finding['level'],
  code: string,
  params: Finding['params'],
  message: string,
  spans: TextSpan[] = [],
): Finding => {
  const about = params.word ?? params.text ?? params.field;
  return { level, code, key: about ? `${code}:${about.toLowerCase()}` : code, spans, params, message };
};

const joined = (parts: Segment[]): string => parts.map((p) => p.text).join('');
const places = (text: string, what: RegExp, part: LetterPart = 'text'): TextSpan[] =>
  [...text.matchAll(what)].map((m) => ({ part, from: m.index, to: m.index + m[0].length }));

/** One finding for each different word. */
function heard(level: Finding['level'], code: string, text: string, what: RegExp): Finding[] {
  const words = [...new Set([...text.matchAll(what)].map((m) => m[0].toLowerCase()))];
  return words.map((word) => {
    const spans = places(text, what).filter((s) => text.slice(s.from, s.to).toLowerCase() === word);
    return found(level, code, { word }, `“${word}”: ${code}`, spans);
  });
}

const HARSH = /\b(?:idiots?|murderers?|scum)\b|сволоч\p{L}*|негодя\p{L}*/giu;
const TRIAL = /\b(?:trials?|verdicts?|court)\b|приговор\p{L}*|(?<!\p{L})суд(?:а|у|ом|е)?(?!\p{L})/giu;
const PITY = /\b(?:poor thing|cheer up)\b|бедняж\p{L}*|не падайте духом/giu;

function toPrisoner(text: string, words: number): Finding[] {
  const phone = places(text, /\+?\d[\d ()-]{7,}\d/gu)[0];
  const number = phone ? text.slice(phone.from, phone.to) : '';
  return [
    ...heard('stop', 'the_case', text, TRIAL),
    ...heard('stop', 'insult_authorities', text, HARSH),
    ...(phone ? [found('stop', 'phone', { text: number }, 'a phone number', [phone])] : []),
    ...heard('tip', 'pity', text, PITY),
    ...(words === 0 ? [found('tip', 'introduce', {}, 'say who you are')] : []),
    found('tip', 'answer_may_never_come', {}, 'an answer may never come'),
    found('tip', 'on_paper', {}, 'on paper'),
  ];
}

function toOfficial(text: string, own: string, office: DeskOffice): Finding[] {
  const links = places(text, /(?:https?:\/\/|www\.)\S+/giu);
  // Short own words leave most of the letter to the template.
  const percent = Math.round(100 - own.length / 3);
  const first = /(?<!\p{L})(?:I|my|we|я|мой|моя|мои|мы|мне)(?!\p{L})/iu.test(own);
  return [
    ...heard('stop', 'insult', text, HARSH),
    ...(first ? [] : [found('warn', 'no_first_person', {}, 'nothing is yours yet')]),
    ...(own !== '' && percent >= 70
      ? [found('warn', percent >= 90 ? 'same_as_template' : 'like_template', { percent: `${percent}` }, '')]
      : []),
    ...(links.length > 1 ? [found('warn', 'many_links', { count: `${links.length}` }, '', links)] : []),
    found('tip', 'good_word', {}, 'one good word'),
    ...(office.kind === 'official' ? [found('tip', 'copy_embassy', {}, 'write to the embassy too')] : []),
  ];
}

/** What the coach says of the words. */
export function ofWords(subject: Segment[], body: Segment[], own: string, office: DeskOffice): Finding[] {
  const text = joined(body);
  const gaps = new Set(
    [...subject, ...body].filter((p) => p.text.startsWith('{{')).map((p) => p.field ?? ''),
  );
  const loud = places(text, /[!?]*!![!?]*/gu)[0];
  const shouted = loud ? text.slice(loud.from, loud.to) : '';
  const all = [
    ...[...gaps].map((field) => found('stop', 'unfilled_field', { field }, `nothing in place of ${field}`)),
    ...(loud ? [found('warn', 'shouting', { text: shouted }, `“${shouted}” shouts`, [loud])] : []),
    ...(office.kind === 'prisoner' ? toPrisoner(text, own.length) : toOfficial(text, own, office)),
  ];
  const weight = { stop: 0, warn: 1, tip: 2 };
  return all.sort((a, b) => weight[a.level] - weight[b.level]);
}

/** What it says of the way the letter would take. */
export function ofChannel(office: DeskOffice): Finding[] {
  const channel = office.channels.find((c) => c.number === office.email_channel);
  if (!channel) return [found('stop', 'channel_missing', { office: office.name }, 'no e-mail channel')];
  if (channel.freshness === 'checked') return [];
  const params = { office: office.name, published: channel.source.published ?? '', value: channel.value };
  return [found('stop', 'channel_unchecked', params, 'nobody confirmed it')];
}

/** What nobody has looked at besides the address. */
export function unseen(office: DeskOffice, person: string, seen: { freshness: Freshness }): Finding[] {
  const all: Finding[] = [];
  if (office.kind === 'prisoner') return all;
  if (office.freshness !== 'checked')
    all.push(found('stop', 'office_unchecked', { office: office.id }, 'nobody looked who holds the office'));
  if (seen.freshness !== 'checked')
    all.push(found('stop', 'person_unchecked', { person, id: person }, 'nobody looked at the case'));
  return all;
}
