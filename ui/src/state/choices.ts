// What follows from a desk and its draft: which letters there are, in which language, from which template.
// Pure, so that the window has one answer everywhere.
import type { Channel } from '../ipc/generated/Channel';
import type { CustodyNow } from '../ipc/generated/CustodyNow';
import type { Desk } from '../ipc/generated/Desk';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { DeskTemplate } from '../ipc/generated/DeskTemplate';
import type { Draft } from '../ipc/generated/Draft';
import type { LetterKind } from '../ipc/generated/LetterKind';
import type { LetterRef } from '../ipc/generated/LetterRef';
import type { TemplateWhen } from '../ipc/generated/TemplateWhen';

export const emptyDraft = (person: string): Draft => ({
  person,
  offices: [],
  templates: {},
  languages: {},
  own_words: {},
  dismissed: {},
  saved_at: '',
});

export const emailChannel = (office: DeskOffice): Channel | null =>
  office.channels.find((c) => c.number === office.email_channel) ?? null;

export const takesEmail = (office: DeskOffice): boolean => office.email_channel !== null;

/**
 * Officials are thanked after a release and asked before it; for who has died no letter asks any more. A letter to
 * the person can be written as long as they live.
 */
const WHEN: Record<CustodyNow, TemplateWhen | null> = {
  held: 'held',
  unknown: 'held',
  released: 'released',
  died: null,
};

export function ofKind(desk: Desk, kind: LetterKind): DeskTemplate[] {
  const when = WHEN[desk.person.card.custody];
  return desk.templates.filter((t) => t.kind === kind && (t.when === when || (kind === 'prisoner' && when)));
}

export function templateOf(desk: Desk, draft: Draft, kind: LetterKind): DeskTemplate | null {
  const all = ofKind(desk, kind);
  return all.find((t) => t.id === draft.templates[kind]) ?? all[0] ?? null;
}

/** The office's languages that the template has, in the office's order; else whatever the template has. */
export function languagesOf(desk: Desk, draft: Draft, office: DeskOffice): string[] {
  const has = templateOf(desk, draft, office.kind)?.languages ?? [];
  const both = office.languages.filter((l) => has.includes(l));
  return both.length > 0 ? both : has;
}

export function languageOf(desk: Desk, draft: Draft, office: DeskOffice): string | null {
  const can = languagesOf(desk, draft, office);
  const wanted = draft.languages[office.id];
  return wanted !== undefined && can.includes(wanted) ? wanted : (can[0] ?? null);
}

export function letterTo(desk: Desk, draft: Draft, office: DeskOffice): LetterRef | null {
  const template = templateOf(desk, draft, office.kind);
  const language = languageOf(desk, draft, office);
  if (!template || language === null) return null;
  return { person: draft.person, office: office.id, template: template.id, language };
}

const lettersTo = (desk: Desk, draft: Draft, offices: DeskOffice[]): LetterRef[] =>
  offices
    .filter((o) => draft.offices.includes(o.id))
    .map((o) => letterTo(desk, draft, o))
    .filter((l) => l !== null);

/** One letter for each chosen office that can take it by e-mail, in the order of the offices. */
export const lettersOf = (desk: Desk, draft: Draft): LetterRef[] =>
  lettersTo(desk, draft, desk.offices.filter(takesEmail));

/**
 * Under which key own words are kept: one text a language for everybody who reads officially, and one of its own
 * for the prisoner, for whom the opposite rules hold.
 */
export const wordsKey = (letter: Pick<LetterRef, 'person' | 'office' | 'language'>): string =>
  letter.office === letter.person ? `prisoner:${letter.language}` : letter.language;

/** Letters to the others: they are written and read here, and go on paper. */
export const papersOf = (desk: Desk, draft: Draft): LetterRef[] =>
  lettersTo(
    desk,
    draft,
    desk.offices.filter((o) => !takesEmail(o)),
  );

/** Kinds that need a template: those of the chosen offices, or of the one whose letter is shown. */
export function kindsOf(desk: Desk, draft: Draft, shown: DeskOffice | null): LetterKind[] {
  const chosen = desk.offices.filter((o) => draft.offices.includes(o.id));
  const from = chosen.length > 0 ? chosen : shown ? [shown] : [];
  return [...new Set(from.map((o) => o.kind))];
}

export const wordCount = (text: string): number =>
  text.split(/\s+/u).filter((w) => /[\p{L}\p{N}]/u.test(w)).length;

/** The languages of each office with those in front that the writer writes in, the best of them first. */
export function inYourOrder<T extends Pick<DeskOffice, 'languages'>>(office: T, writes: string[]): T {
  const mine = writes.filter((l) => office.languages.includes(l));
  return { ...office, languages: [...mine, ...office.languages.filter((l) => !mine.includes(l))] };
}

/** The languages that letters are written in, as the library of letters has them. */
export const WRITTEN = ['en', 'ru', 'uk', 'de', 'es', 'fr', 'fa'];

/** One place up or down; at the end of the list it stays. */
export function moved(codes: string[], code: string, by: 1 | -1): string[] {
  const from = codes.indexOf(code);
  const to = from + by;
  if (from < 0 || to < 0 || to >= codes.length) return codes;
  return codes.with(from, codes[to] ?? code).with(to, code);
}
