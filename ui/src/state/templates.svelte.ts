// The library of templates: the list, and what can be done with a template as a whole.
import { call } from '../ipc';
import { asApiError } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { LetterKind } from '../ipc/generated/LetterKind';
import type { TemplateRow } from '../ipc/generated/TemplateRow';
import type { TemplateSource } from '../ipc/generated/TemplateSource';
import type { TemplateWords } from '../ipc/generated/TemplateWords';
import { language, t } from '../i18n';
import { tongue } from '../i18n/format';
import { retitled } from './tags';
import { app } from './app.svelte';
import { forget } from './kept';
import { notices } from './notices.svelte';
import { plainly } from './people.svelte';
import { freeId } from './slug';
import { undo } from './undo.svelte';
import { readText, type FileFault } from './text-file';

/** From here on a list wants to be searched. */
export const MANY = 12;
/** A letter that many begin with. */
const GOOD_START = 'release-agreement';
export const KINDS: LetterKind[] = ['official', 'embassy', 'representative', 'press', 'prisoner'];

export type Undo = { text: string; run: () => Promise<void> };
type Trouble = { fault: FileFault; name: string } | { error: ApiError };

export function matches(row: TemplateRow, query: string): boolean {
  const hay = plainly(`${row.title} ${row.about} ${row.id} ${row.languages.map(tongue).join(' ')}`);
  return plainly(query)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

export const grouped = (rows: TemplateRow[]): { kind: LetterKind; rows: TemplateRow[] }[] =>
  KINDS.map((kind) => ({ kind, rows: rows.filter((row) => row.kind === kind) })).filter(
    (group) => group.rows.length > 0,
  );

class Templates {
  list = $state.raw<TemplateRow[] | null>(null);
  words = $state.raw<TemplateWords | null>(null);
  query = $state('');
  undo = $state.raw<Undo | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);

  shown = $derived((this.list ?? []).filter((row) => matches(row, this.query)));
  start = $derived(this.list?.find((row) => row.id === GOOD_START)?.id ?? this.list?.[0]?.id ?? null);

  async load(): Promise<void> {
    try {
      this.list = await call('templates_list', {});
    } catch (thrown) {
      notices.fail(thrown);
      this.list ??= [];
    }
  }

  async learn(): Promise<void> {
    try {
      this.words ??= await call('template_words', {});
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** Makes a copy with a name of its own and opens it. Returns why it did not work. */
  async copy(from: string, name: string): Promise<ApiError | null> {
    const to = freeId(name, this.list?.map((row) => row.id) ?? []);
    return this.#opening(async () => {
      const made = await call('template_copy', { id: from, to });
      const mine = made.files.find((file) => file.language === language()) ?? made.files[0];
      const files = made.files.map((file) =>
        file === mine ? { ...file, text: retitled(file.text, name), own: true } : file,
      );
      return call('template_save', { ...made, files });
    });
  }

  async bring(file: File): Promise<void> {
    this.trouble = null;
    const read = await readText(file);
    if ('fault' in read) {
      this.trouble = { fault: read.fault, name: file.name };
      return;
    }
    const error = await this.take(file.name, read.text);
    if (error) this.trouble = { error };
  }

  /** A text becomes a template and is opened. Returns why it did not work. */
  take(name: string, text: string): Promise<ApiError | null> {
    return this.#opening(() => call('template_import', { name, text }));
  }

  /** Takes a person's own files away, and offers to put them back. */
  async remove(source: TemplateSource, only: string | null, said: string): Promise<boolean> {
    try {
      await call('template_remove', { id: source.id, language: only });
      const gone = source.files.filter((file) => file.own && (only === null || file.language === only));
      for (const file of gone) forget(source.id, file.language);
      const strip: Undo = { text: said, run: () => back() };
      const put = async (): Promise<void> => {
        await call('template_save', source);
        if (this.undo === strip) this.undo = null;
        await this.load();
        app.openTemplate(source.id);
      };
      const back = undo.push({ label: said, said: () => t('templates.back_again'), back: put });
      this.undo = strip;
      notices.speak(said);
      await this.load();
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    }
  }

  async #opening(make: () => Promise<TemplateSource>): Promise<ApiError | null> {
    this.busy = true;
    try {
      const made = await make();
      this.undo = null;
      await this.load();
      app.openTemplate(made.id);
      return null;
    } catch (thrown) {
      return asApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}

export const templates = new Templates();
