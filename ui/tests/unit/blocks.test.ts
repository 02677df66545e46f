import { describe, expect, test } from 'vitest';
import { blocks, gap } from '../../src/features/write/blocks';
import type { Segment } from '../../src/ipc/generated/Segment';

const text = (words: string): Segment => ({ kind: 'text', text: words, field: null, question: null });
const field = (name: string, words: string): Segment => ({
  kind: 'field',
  text: words,
  field: name,
  question: null,
});
const own = (words = ''): Segment => ({ kind: 'own', text: words, field: null, question: 'Why?' });
const words = (body: Segment[]): (string | null)[] =>
  blocks(body).map((b) => (b.own ? null : b.parts.map((p) => p.text).join('')));

describe('a letter on the sheet', () => {
  test('is cut at the place for own words, without the line breaks beside it', () => {
    expect(words([text('Dear A,\n\n'), own('x'), text('\n\nYours')])).toEqual(['Dear A,', null, 'Yours']);
  });
  test('keeps all other line breaks and fields', () => {
    expect(
      words([text('\nA\n\n'), field('person.name', 'B'), text(',\n'), own(), text('\n\nC\nD\n')]),
    ).toEqual(['\nA\n\nB,', null, 'C\nD\n']);
  });
  test('has no empty piece where own words stand at an end, or only between line breaks', () => {
    expect(words([own(), text('\n\nA')])).toEqual([null, 'A']);
    expect(words([text('A\n\n'), own(), text('\n'), text('\n')])).toEqual(['A', null]);
  });
  test('has one field to type in though the template has two places', () => {
    expect(words([text('A\n\n'), own('x'), text('\n\nB '), own('x'), text(' C')])).toEqual([
      'A',
      null,
      'B x C',
    ]);
  });
  test('without a place for own words is one piece', () => {
    expect(words([text('A\n\nB')])).toEqual(['A\n\nB']);
  });
});

test('each piece knows where it stands in the whole text, whatever was trimmed', () => {
  const body = [text('Dear A,\n\n'), own('x y'), text('\n\nYours '), field('sender.name', 'V'), own('x y')];
  const whole = body.map((p) => p.text).join('');
  for (const block of blocks(body)) {
    const pieces = block.own ? [block] : block.parts;
    for (const piece of pieces) expect(whole.slice(piece.at).startsWith(piece.text), piece.text).toBe(true);
  }
});

test.each([
  [field('person.occupation', '{{person.occupation}}'), true],
  [field('sender.name', ' '), true],
  [field('sender.name', 'Anna {{Beispiel}} B'), false],
  [field('sender.name', 'Anna'), false],
  [text('{{person.name}}'), false],
])('a gap is a merged field without a value: %o', (part, is) => {
  expect(gap(part)).toBe(is);
});
