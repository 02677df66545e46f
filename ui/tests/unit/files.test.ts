// Files that were opened with the program: taken, or told why not.
import { beforeEach, expect, test, vi } from 'vitest';
import type { FileFault } from '../../src/ipc/generated/FileFault';
import type { OpenedFile } from '../../src/ipc/generated/OpenedFile';
import { files } from '../../src/state/files.svelte';
import { notices } from '../../src/state/notices.svelte';
import { templates } from '../../src/state/templates.svelte';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({ ...door, onChanged: () => Promise.resolve(() => undefined) }));

const said = (): string[] => notices.shown.map(({ text }) => text);
const opened = async (problem: FileFault): Promise<void> => {
  door.call.mockResolvedValueOnce([{ name: 'a.hbs', kind: 'template', text: null, problem }] as OpenedFile[]);
  await files.opened();
};
beforeEach(() => {
  notices.shown = [];
});

test.each<[FileFault, string]>([
  ['gone', 'a.hbs is not there any more, or cannot be opened.'],
  ['too_large', 'a.hbs is larger than 64 kB'],
  ['not_text', 'a.hbs is not a text.'],
  ['encoding', 'The letters in a.hbs cannot be read.'],
  ['empty', 'a.hbs is empty.'],
])('a file with a problem (%s) is told of by its name', async (problem, words) => {
  await opened(problem);
  expect(said()).toHaveLength(1);
  expect(said()[0]).toContain(words);
});

test('one file that fails does not silence those after it', async () => {
  const take = vi.spyOn(templates, 'take').mockRejectedValueOnce(new Error('broken')).mockResolvedValue(null);
  const file = (name: string): File => new File(['Dear judge'], name);
  await files.drop([file('one.hbs'), file('two.hbs')]);
  expect(said().at(-1)).toContain('two.hbs');
  take.mockRestore();
});
