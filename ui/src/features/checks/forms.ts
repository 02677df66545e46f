// Missing forms of words as people say them.
import { lookUp } from '../../i18n';
import { fieldText } from '../../i18n/codes';
import { list, tongue } from '../../i18n/format';
import type { FactToCheck } from '../../ipc/generated/FactToCheck';

/** The names that fields of facts have in templates, which have words already. */
const FIELDS: Record<string, string> = {
  'facility.name': 'facility',
  'facility.place': 'place',
  'sentence.text': 'sentence',
};

/** `name.ru.genitive` becomes “the person’s name, Russian: genitive”; a line for each field and language. */
export function formsSaid(item: FactToCheck): string[] {
  const kind = item.fact.kind === 'person' ? 'person' : 'office';
  const groups = new Map<string, string[]>();
  for (const path of item.missing_forms) {
    const parts = path.split('.');
    const form = parts.pop() ?? '';
    const lang = parts.pop() ?? '';
    const field = parts.join('.').replace(/^holder\..*/, 'holder');
    const what = `${fieldText(`${kind}.${FIELDS[field] ?? field}`)}, ${tongue(lang)}`;
    groups.set(what, [...(groups.get(what) ?? []), lookUp(`case.${form}`) ?? form]);
  }
  return [...groups].map(([what, forms]) => `${what}: ${list(forms)}`);
}
