// Texts for codes that come from the program: errors, findings, states, fields. An unknown code still gets a
// sentence; what the program itself said is shown under "details".
import type { ApiError } from '../ipc/generated/ApiError';
import type { CoachRule } from '../ipc/generated/CoachRule';
import type { Finding } from '../ipc/generated/Finding';
import type { LetterState } from '../ipc/generated/LetterState';
import { lookUp, t, type Values } from '.';
import { date, either, list, number, percent, tongue } from './format';

/** The name of a template's field, `person.name`, as the writer would say it. */
export const fieldText = (name: string): string => lookUp(`field.${name}`) ?? name;

type Params = ApiError['params'];

const COUNTED = new Set(['words', 'limit', 'count', 'max', 'days']);

/** Parameters as they are read: dates as dates, languages by name, large numbers with their spaces. */
function readable(params: Params): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    if (name === 'field') values[name] = list(value.split(',').map(fieldText));
    else if (name === 'case') values[name] = lookUp(`case.${value}`) ?? value;
    else if (name === 'date' || (name === 'published' && value !== '')) values[name] = date(value);
    else if (name === 'language') values[name] = tongue(value);
    else if (name === 'languages') values[name] = either(value.split(/\s*,\s*/).map(tongue));
    else if (name === 'percent') values[name] = percent(Number(value) / 100);
    else if (COUNTED.has(name) && /^\d+$/.test(value)) values[name] = number(Number(value));
    else values[name] = value;
  }
  return values;
}

export function errorText(error: ApiError): string {
  return lookUp(`error.${error.code}`, readable(error.params)) ?? t('error.unknown');
}

export function findingText(finding: Finding): { title: string; text: string; known: boolean } {
  const values = readable(finding.params);
  const title = lookUp(`finding.${finding.code}.title`, values);
  const text = lookUp(`finding.${finding.code}.text`, values);
  if (title === undefined || text === undefined)
    return { title: t('finding.unknown.title'), text: t('finding.unknown.text'), known: false };
  return { title, text, known: true };
}

/** What a rule asks of a letter. */
export const ruleText = (rule: CoachRule): string => lookUp(`rule.${rule.code}`) ?? rule.about;

/** Several empty fields are one thing to look at. */
export function gathered(findings: Finding[]): Finding[] {
  const empty = findings.filter((f) => f.code === 'unfilled_field');
  const [first] = empty;
  if (!first || empty.length === 1) return findings;
  const fields = [...new Set(empty.map((f) => f.params.field ?? ''))].join(',');
  const one = { ...first, params: { field: fields }, message: empty.map((f) => f.message).join('\n') };
  return [one, ...findings.filter((f) => f.code !== 'unfilled_field')];
}

/** What happened and what to do, for a hold's code. */
export const holdText = (code: string): { title: string; text: string } => ({
  title: lookUp(`hold.${code}.title`) ?? t('hold.other.title'),
  text: lookUp(`hold.${code}.text`) ?? t('hold.other.text'),
});

export const stateText = (state: LetterState): string => t(`state.${state}`);

/** At which step connecting a mailbox failed, or undefined for a step that has no words of its own. */
export const lookUpPhase = (phase: string): string | undefined => lookUp(`connect.phase.${phase}`);

export const phaseText = (phase: string): string => lookUp(`phase.${phase}`) ?? t('phase.other');
