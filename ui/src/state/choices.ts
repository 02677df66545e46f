// What follows from a desk and its draft: which letters there are, in which language, from which template.
// Pure, so that the window has one answer everywhere.
import type { Channel } from '../ipc/generated/Channel';
import type { Desk } from '../ipc/generated/Desk';
import type { DeskOffice } from '../ipc/generated/DeskOffice';
import type { DeskTemplate } from '../ipc/generated/DeskTemplate';
import type { Draft } from '../ipc/generated/Draft';
import type { LetterKind } from '../ipc/generated/LetterKind';
import type { LetterRef } from '../ipc/generated/LetterRef';

export const emptyDraft = (person: string): Draft => ({
  person,
  offices: [],
  templates: {},
  languages: {},
  own_words: {},
  saved_at: '',
});

export const emailChannel = (office: DeskOffice): Channel | null =>
  office.channels.find((c) => c.number === office.email_channel) ?? null;

export const takesEmail = (office: DeskOffice): boolean => office.email_channel !== null;

export const ofKind = (desk: Desk, kind: LetterKind): DeskTemplate[] =>
  desk.templates.filter((t) => t.kind === kind);

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

/** One letter for each chosen office that can take it, in the order of the offices. */
export function lettersOf(desk: Desk, draft: Draft): LetterRef[] {
  return desk.offices
    .filter((o) => draft.offices.includes(o.id) && takesEmail(o))
    .map((o) => letterTo(desk, draft, o))
    .filter((l) => l !== null);
}

/** Kinds that need a template: those of the chosen offices, or of the one whose letter is shown. */
export function kindsOf(desk: Desk, draft: Draft, shown: DeskOffice | null): LetterKind[] {
  const chosen = desk.offices.filter((o) => draft.offices.includes(o.id));
  const from = chosen.length > 0 ? chosen : shown ? [shown] : [];
  return [...new Set(from.map((o) => o.kind))];
}

export const wordCount = (text: string): number =>
  text.split(/\s+/u).filter((w) => /[\p{L}\p{N}]/u.test(w)).length;
