// How a merge field reads as a chip. Blocks (`#if`, `#ask`) are not chips: their words belong to the letter.
import { t } from '../../../i18n';
import { list } from '../../../i18n/format';
import { caseName, fieldName } from '../../../i18n/problems';
import type { Tag } from '../../../state/tags';

export type Chip = { label: string; tone: 'field' | 'own' | 'choice' };

const quoted = (tag: Tag, from: number): string[] =>
  tag.args
    .slice(from)
    .filter((a) => a.quoted)
    .map((a) => a.text);

/** Undefined for what is better read as it was written: unknown names, mistakes, blocks. */
export function chipOf(tag: Tag, known: ReadonlySet<string>): Chip | undefined {
  if (tag.shape !== 'value') return undefined;
  const [first] = tag.args;
  if (tag.args.length === 0)
    return known.has(tag.name) && tag.name !== 'person'
      ? { label: fieldName(tag.name), tone: 'field' }
      : undefined;
  if (tag.name === 'own_words' && first?.quoted)
    return { label: `${t('templates.chip.own')} ${first.text}`, tone: 'own' };
  const path = first && !first.quoted && known.has(first.text) ? first.text : undefined;
  if (path === undefined) return undefined;
  const name = fieldName(path);
  const texts = quoted(tag, 1);
  switch (tag.name) {
    case 'date':
    case 'days':
      return tag.args.length === 1 ? { label: name, tone: 'field' } : undefined;
    case 'case':
      return texts.length === 1
        ? { label: `${name} · ${caseName(texts[0] ?? '')}`, tone: 'field' }
        : undefined;
    case 'gender':
      return texts.length >= 2 ? { label: texts.join(' / '), tone: 'choice' } : undefined;
    case 'default':
      return texts.length === 1
        ? { label: t('templates.chip.default', { field: name, text: texts[0] ?? '' }), tone: 'field' }
        : undefined;
    case 'list':
      return {
        label: list(tag.args.map((a) => (a.quoted ? a.text : fieldName(a.text)))),
        tone: 'field',
      };
    default:
      return undefined;
  }
}
