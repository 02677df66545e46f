// The template that lies open: nothing typed is lost, and what came with the program stays.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TemplatePreviewRequest } from '../../src/ipc/generated/TemplatePreviewRequest';
import type { TemplateSource } from '../../src/ipc/generated/TemplateSource';
import { app } from '../../src/state/app.svelte';
import { editing } from '../../src/state/editing.svelte';
import { keptOf } from '../../src/state/kept';
import { templates } from '../../src/state/templates.svelte';
import { trial } from '../../src/state/trial.svelte';

const door = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('$backend', () => ({ call: door.call, onChanged: () => Promise.resolve(() => undefined) }));

const EN = '+++\ntitle = "A"\nsubjects = ["S"]\n+++\nDear';
let library: Record<string, TemplateSource> = {};
let slow = 0;
let broken: string | null = null;
let asked: { name: string; request: unknown }[] = [];
const names = (name: string): unknown[] => asked.filter((a) => a.name === name).map((a) => a.request);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') });
  localStorage.clear();
  editing.close();
  editing.language = '';
  [asked, slow, broken] = [[], 0, null];
  library = {
    came: {
      id: 'came',
      built_in: true,
      files: [
        { language: 'en', text: EN, own: false },
        { language: 'ru', text: EN, own: false },
      ],
    },
    mine: { id: 'mine', built_in: false, files: [{ language: 'en', text: EN, own: true }] },
  };
  door.call.mockImplementation(async (name: string, request: TemplateSource & { to: string }) => {
    asked.push({ name, request });
    if (slow > 0) await new Promise((done) => setTimeout(done, slow));
    if (broken === name) throw { code: 'disk_full', message: '', params: {} };
    if (name === 'templates_list') return [];
    if (name === 'template_open') return structuredClone(library[request.id]);
    if (name === 'template_check') return { files: [] };
    if (name === 'template_remove') return {};
    if (name === 'template_copy') return { ...library[request.id], id: request.to, built_in: false };
    library[request.id] = structuredClone(request);
    return structuredClone(request);
  });
});
afterEach(() => {
  editing.close();
  vi.useRealTimers();
});

test('what is typed is kept within a second, and is there again after a crash', async () => {
  await editing.open('mine');
  editing.edit('en', `${EN} M`);
  editing.edit('en', `${EN} More`);
  await vi.advanceTimersByTimeAsync(900);
  expect(keptOf('mine').get('en')?.text).toBe(`${EN} More`);
  editing.forgetAll(); // as if the window had gone
  await editing.open('mine');
  expect(editing.variant('en')?.text).toBe(`${EN} More`);
  expect(editing.restored).toEqual([{ language: 'en', at: '2026-11-23T10:00:00.400Z' }]);
  expect(names('template_save'), 'only a person saves').toEqual([]);
});

test('leaving keeps the text at once, and going back to the saved text forgets it', async () => {
  await editing.open('mine');
  editing.edit('en', `${EN} More`);
  editing.close();
  expect(keptOf('mine').size).toBe(1);
  await editing.open('mine');
  editing.drop('en');
  expect(editing.variant('en')?.text).toBe(EN);
  await vi.advanceTimersByTimeAsync(1000);
  expect(keptOf('mine').size).toBe(0);
});

test('saving writes the languages that were changed as one’s own, and the others as they came', async () => {
  await editing.open('came');
  editing.own('ru');
  editing.edit('ru', `${EN} Ещё`);
  expect(await editing.save()).toBe(true);
  expect(names('template_save')).toEqual([
    {
      id: 'came',
      built_in: true,
      files: [
        { language: 'en', text: EN, own: false },
        { language: 'ru', text: `${EN} Ещё`, own: true },
      ],
    },
  ]);
  expect([editing.unsaved, editing.saving, keptOf('came').size]).toEqual([false, 'saved', 0]);
});

test('what is typed while it is being saved is not saved, and not lost', async () => {
  await editing.open('mine');
  editing.edit('en', `${EN} 1`);
  slow = 300;
  const saving = editing.save();
  await vi.advanceTimersByTimeAsync(100);
  editing.edit('en', `${EN} 12`);
  await vi.advanceTimersByTimeAsync(400);
  await saving;
  expect([editing.variant('en')?.text, editing.variant('en')?.saved]).toEqual([`${EN} 12`, `${EN} 1`]);
  expect(editing.unsaved).toBe(true);
  expect(keptOf('mine').get('en')?.text).toBe(`${EN} 12`);
});

test('what could not be saved stays, and says why', async () => {
  await editing.open('mine');
  broken = 'template_save';
  editing.edit('en', `${EN} More`);
  expect(await editing.save()).toBe(false);
  expect([editing.saving, editing.fault?.code]).toEqual(['failed', 'disk_full']);
  expect(keptOf('mine').get('en')?.text).toBe(`${EN} More`);
});

test('a change of the library reaches the texts that nobody is writing, not the others', async () => {
  await editing.open('came');
  editing.own('en');
  editing.edit('en', `${EN} typed`);
  const files = library['came']?.files ?? [];
  for (const file of files) file.text = `${EN} elsewhere`;
  await editing.open('came');
  expect([editing.variant('en')?.text, editing.variant('ru')?.text]).toEqual([
    `${EN} typed`,
    `${EN} elsewhere`,
  ]);
});

test('the text is checked after a pause, later in the middle of a tag, and only the newest answer counts', async () => {
  await editing.open('mine');
  await vi.advanceTimersByTimeAsync(0);
  const before = names('template_check').length;
  for (const c of 'abc') editing.edit('en', EN + c);
  await vi.advanceTimersByTimeAsync(240);
  expect(names('template_check').length).toBe(before);
  await vi.advanceTimersByTimeAsync(20);
  expect(names('template_check').length).toBe(before + 1);
  editing.edit('en', `${EN}{{per`, true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(names('template_check').length).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(600);
  expect(names('template_check').length).toBe(before + 2);
});

describe('languages', () => {
  test('a new one begins from another text and can be taken away again', async () => {
    await editing.open('mine');
    editing.add('ru', 'en');
    expect([editing.language, editing.variant('ru')?.text, editing.unsaved]).toEqual(['ru', EN, true]);
    editing.drop('ru');
    expect([editing.language, editing.variant('ru'), editing.unsaved]).toEqual(['en', null, false]);
    expect(keptOf('mine').size).toBe(0);
  });
  test('the same text never stands on both sides', async () => {
    await editing.open('came');
    editing.side('compare');
    expect([editing.language, editing.other]).toEqual(['en', 'ru']);
    editing.show('ru');
    expect([editing.language, editing.other]).toEqual(['ru', 'en']);
    editing.compare('ru');
    expect([editing.language, editing.other]).toEqual(['en', 'ru']);
  });
});

describe('the library', () => {
  test('a copy has its name as title and folder, and lies open', async () => {
    expect(await templates.copy('came', 'Warm “socks”')).toBeNull();
    expect(names('template_copy')).toEqual([{ id: 'came', to: 'warm-socks' }]);
    expect(library['warm-socks']?.files[0]?.text).toContain('title = "Warm “socks”"');
    expect(app.place).toMatchObject({ screen: 'templates', template: 'warm-socks' });
  });
  test('what was removed comes back as it was', async () => {
    const source = structuredClone(library['mine'] as TemplateSource);
    expect(await templates.remove(source, null, 'gone')).toBe(true);
    delete library['mine'];
    expect(templates.undo?.text).toBe('gone');
    await templates.undo?.run();
    expect(library['mine']).toEqual(source);
    expect(templates.undo).toBeNull();
  });
  test('a file that cannot be read says which', async () => {
    await templates.bring(new File([new Uint8Array([0xcf, 0xf0])], 'letter.hbs'));
    expect(templates.trouble).toEqual({ fault: 'import_encoding', name: 'letter.hbs' });
    expect(names('template_import')).toEqual([]);
  });
});

describe('the preview', () => {
  const request = (text: string): TemplatePreviewRequest => ({
    id: 'mine',
    language: 'en',
    text,
    person: 'p',
    office: 'o',
    own_words: '',
    subject: 0,
  });
  const letter = (language = 'en') => ({ letter: { template: 'mine', language } });
  test('keeps the last good letter while something is wrong, and says that it is old', async () => {
    door.call.mockImplementation((_: string, { text }: TemplatePreviewRequest) =>
      Promise.resolve({ letter: text === 'good' ? letter() : null, problems: [] }),
    );
    trial.ask(request('good'));
    await vi.advanceTimersByTimeAsync(10);
    expect([trial.letter, trial.old]).toEqual([letter(), false]);
    trial.ask(request('bad'));
    await vi.advanceTimersByTimeAsync(300);
    expect([trial.letter, trial.old]).toEqual([letter(), true]);
    trial.ask({ ...request('bad'), language: 'ru' });
    await vi.advanceTimersByTimeAsync(10);
    expect(trial.letter, 'another language’s letter says nothing').toBeNull();
  });
  test('shows the newest answer, not the slowest', async () => {
    door.call.mockImplementation(async (_: string, { text }: TemplatePreviewRequest) => {
      await new Promise((done) => setTimeout(done, text === 'slow' ? 500 : 10));
      return { letter: { ...letter(), recipient: text }, problems: [] };
    });
    trial.ask({ ...request('slow'), subject: 1 });
    await vi.advanceTimersByTimeAsync(10);
    trial.ask({ ...request('fast'), subject: 2 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(trial.letter?.recipient).toBe('fast');
  });
});
