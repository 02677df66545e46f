// Files that somebody drops on the window, or opens with the program. Each is taken, or it is told kindly what the
// program can take instead.
import { call, onOpened } from '../ipc';
import type { OpenedFile } from '../ipc/generated/OpenedFile';
import { t } from '../i18n';
import { app } from './app.svelte';
import { desk } from './desk.svelte';
import { notices } from './notices.svelte';
import { added, LONGEST } from './own-words';
import { templates } from './templates.svelte';
import { readText, type FileFault } from './text-file';

type Sort = 'template' | 'text' | 'pack' | 'mail' | 'picture' | 'other';

const ENDINGS: [RegExp, Sort][] = [
  [/\.hbs$/i, 'template'],
  [/\.(txt|text)$/i, 'text'],
  [/\.unforgotten$/i, 'pack'],
  [/\.(eml|msg|mbox)$/i, 'mail'],
  [/\.(png|jpe?g|gif|webp|heic|avif|tiff?|bmp|svg)$/i, 'picture'],
];

/** By its name: what a computer says about the type of a file differs from one to the next. */
export const sortOf = (name: string): Sort => ENDINGS.find(([end]) => end.test(name))?.[1] ?? 'other';

class Files {
  /** Files hang over the window. */
  over = $state(false);
  #queue: Promise<void> = Promise.resolve();

  async listen(): Promise<() => void> {
    const stop = await onOpened(() => void this.opened());
    void this.opened(); // with what the program was started
    return stop;
  }

  /** One after the other, in the order in which they came. */
  drop(files: File[]): Promise<void> {
    // One that cannot be taken does not keep the others from it.
    for (const file of files)
      this.#queue = this.#queue.then(() => this.#take(file)).catch((thrown) => void notices.fail(thrown));
    return this.#queue;
  }

  opened(): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      try {
        for (const file of await call('files_opened', {})) await this.#open(file);
      } catch (thrown) {
        notices.fail(thrown);
      }
    });
    return this.#queue;
  }

  async #take(file: File): Promise<void> {
    const { name } = file;
    const sort = sortOf(name);
    if (sort !== 'template' && sort !== 'text') return this.#refuse(sort, name);
    // A folder looks like an empty file that cannot be read.
    const read = await readText(file).catch(() => ({ fault: 'import_not_text' as FileFault }));
    if ('fault' in read) notices.tell(t(`templates.${read.fault}`, { name }), { stay: true });
    else await this.#text(sort, name, read.text);
  }

  async #open({ name, kind, text, problem }: OpenedFile): Promise<void> {
    if (problem !== null)
      return void notices.tell(t(`templates.import_${problem}`, { name }), { stay: true });
    const sort = kind === 'other' ? sortOf(name) : kind;
    if (text === null || (sort !== 'template' && sort !== 'text')) return this.#refuse(sort, name);
    await this.#text(sort, name, text);
  }

  /** Among the templates a text is a template; in a letter it is somebody's own words. */
  async #text(sort: 'template' | 'text', name: string, text: string): Promise<void> {
    if (sort === 'template' || app.place.screen === 'templates') {
      const error = await templates.take(name, text);
      if (error) notices.fail(error);
      else notices.tell(t('files.template_in', { name }));
    } else this.#words(name, text);
  }

  #words(name: string, text: string): void {
    if (app.place.screen !== 'write' || !desk.letter)
      return void notices.tell(t('files.words_nowhere', { name }), { stay: true });
    if (added(desk.own, text).length > LONGEST)
      return void notices.tell(t('files.words_too_long', { name }), { stay: true });
    const undo = desk.bring(text);
    if (undo) notices.tell(t('files.words_in', { name }), { undo });
  }

  #refuse(sort: Sort, name: string): void {
    const why = sort === 'pack' || sort === 'mail' || sort === 'picture' ? sort : 'other';
    notices.tell(t(`files.${why}`, { name }), { stay: true });
  }
}

export const files = new Files();
