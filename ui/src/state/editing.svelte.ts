// The template that lies open: its texts by language, what is wrong with them, and what is not saved yet. What is
// typed lives here, and within a second in the window's own memory; only saving writes it to the library.
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { TemplateChecked } from '../ipc/generated/TemplateChecked';
import type { TemplateReport } from '../ipc/generated/TemplateReport';
import type { TemplateSource } from '../ipc/generated/TemplateSource';
import { language } from '../i18n';
import { forget, keep, keptOf } from './kept';
import { notices } from './notices.svelte';
import { lines } from './text-file';

const CHECK_AFTER = 250;
/** Nobody wants to be told that a tag has no end while they are typing it. */
const CHECK_MIDWAY = 1500;
const KEEP_AFTER = 400;

export type Beside = 'text' | 'preview' | 'compare';
export type Variant = {
  language: string;
  text: string;
  /** As the library has it; null for a language that it does not have yet. */
  saved: string | null;
  /** The file is the person's own, not one that came with the program. */
  own: boolean;
  /** May be typed in. */
  open: boolean;
};

const unsaved = (it: Variant): boolean => it.text !== it.saved;

class Editing {
  id = $state<string | null>(null);
  builtIn = $state(false);
  variants = $state<Variant[]>([]);
  language = $state('');
  other = $state<string | null>(null);
  beside = $state<Beside>('preview');
  report = $state.raw<TemplateReport | null>(null);
  /** Unsaved text of an earlier time was put back: language and when it was typed. */
  restored = $state<{ language: string; at: string }[]>([]);
  saving = $state<'idle' | 'saving' | 'saved' | 'failed'>('idle');
  fault = $state.raw<ApiError | null>(null);
  /** What each text's editor remembers for undo. */
  readonly memory = new Map<string, unknown>();
  #checks = 0;
  #check: ReturnType<typeof setTimeout> | undefined;
  #keep: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> | null = null;

  now = $derived(this.variants.find((it) => it.language === this.language) ?? null);
  unsaved = $derived(this.variants.some(unsaved));
  problems = $derived(this.report?.files.reduce((sum, file) => sum + file.problems.length, 0) ?? 0);

  checked(code: string): TemplateChecked | null {
    return this.report?.files.find((file) => file.language === code) ?? null;
  }

  variant(code: string): Variant | null {
    return this.variants.find((it) => it.language === code) ?? null;
  }

  /** What would be written now. */
  source(): TemplateSource {
    const files = this.variants.map((it) => ({
      language: it.language,
      text: it.text,
      own: it.own || unsaved(it),
    }));
    return { id: this.id ?? '', files, built_in: this.builtIn };
  }

  async open(id: string): Promise<void> {
    if (this.id !== id) {
      this.flush();
      this.id = id;
      this.variants = [];
      this.report = null;
      this.restored = [];
      this.fault = null;
      this.other = null;
      this.saving = 'idle';
      this.memory.clear();
    }
    try {
      const source = await call('template_open', { id });
      if (this.id !== id) return; // another one was opened meanwhile
      this.#take(source);
      this.fault = null;
    } catch (thrown) {
      if (this.id === id && this.variants.length === 0) this.fault = asApiError(thrown);
    }
    this.check(0);
  }

  /** Texts that nobody is writing follow the library; the others stay as they are typed. */
  #take(source: TemplateSource): void {
    const first = this.variants.length === 0;
    this.builtIn = source.built_in;
    const found = source.files.map((file): Variant => {
      const text = lines(file.text);
      const mine = this.variant(file.language);
      const typed = mine !== null && unsaved(mine) && mine.text !== text;
      return {
        language: file.language,
        text: typed ? mine.text : text,
        saved: text,
        own: file.own,
        open: file.own || typed || (mine?.open ?? false),
      };
    });
    const added = this.variants.filter(
      (it) => unsaved(it) && !source.files.some((file) => file.language === it.language),
    );
    this.variants = [...found, ...added.map((it) => ({ ...it, saved: null }))];
    if (first) this.#restore(source.id);
    if (!this.variant(this.language)) {
      const wanted = this.variant(language()) ?? this.variants[0];
      this.language = wanted?.language ?? '';
    }
    if (this.other !== null && !this.variant(this.other)) this.other = null;
  }

  #restore(id: string): void {
    for (const [code, { text, at }] of keptOf(id)) {
      const mine = this.variant(code);
      if (mine?.text === text) {
        forget(id, code);
        continue;
      }
      if (mine) Object.assign(mine, { text, open: true });
      else this.variants.push({ language: code, text, saved: null, own: true, open: true });
      this.restored.push({ language: code, at });
    }
  }

  edit(code: string, text: string, midway = false): void {
    const mine = this.variant(code);
    if (!mine || mine.text === text) return;
    mine.text = text;
    if (this.saving !== 'saving') this.saving = 'idle';
    this.check(midway ? CHECK_MIDWAY : CHECK_AFTER);
    clearTimeout(this.#keep);
    this.#keep = setTimeout(() => this.flush(), KEEP_AFTER);
  }

  /** Puts what is not saved into the window's memory, now. */
  flush(): void {
    clearTimeout(this.#keep);
    const { id } = this;
    if (id === null) return;
    for (const it of this.variants)
      if (unsaved(it)) keep(id, it.language, it.text);
      else forget(id, it.language);
  }

  check(wait: number): void {
    clearTimeout(this.#check);
    this.#check = setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    const mine = ++this.#checks;
    if (this.id === null || this.variants.length === 0) return;
    try {
      const report = await call('template_check', this.source());
      if (mine === this.#checks) this.report = report;
    } catch (thrown) {
      if (mine === this.#checks) notices.fail(thrown);
    }
  }

  /** “Write your own version”: the text that came with the program may be changed from now on. */
  own(code: string): void {
    const mine = this.variant(code);
    if (mine) mine.open = true;
  }

  /** Back to what the library has. A language that it never had goes. */
  drop(code: string): void {
    const mine = this.variant(code);
    if (!mine || this.id === null) return;
    this.restored = this.restored.filter((it) => it.language !== code);
    if (mine.saved === null) {
      this.variants = this.variants.filter((it) => it !== mine);
      this.memory.delete(code);
      this.language = this.variants[0]?.language ?? '';
      this.other = this.other === this.language || this.other === code ? null : this.other;
      forget(this.id, code);
      this.check(0);
    } else this.edit(code, mine.saved);
  }

  /** Another language, begun from a text that is there. */
  add(code: string, from: string): void {
    const start = this.variant(from);
    if (!start || this.variant(code)) return;
    this.variants.push({ language: code, text: start.text, saved: null, own: true, open: true });
    this.language = code;
    if (this.beside === 'compare') this.other = from;
    this.check(0);
    this.flush();
  }

  show(code: string): void {
    if (code === this.other) this.other = this.language;
    this.language = code;
  }

  compare(code: string): void {
    if (code === this.language) this.language = this.other ?? this.language;
    this.other = code;
  }

  side(beside: Beside): void {
    this.beside = beside;
    if (beside === 'compare')
      this.other ??= this.variants.find((it) => it.language !== this.language)?.language ?? null;
  }

  /** Writes everything to the library. Problems do not stand in the way. */
  save(): Promise<boolean> {
    this.#running ??= this.#write().finally(() => (this.#running = null));
    return this.#running;
  }

  async #write(): Promise<boolean> {
    const source = this.source();
    if (!this.unsaved) return true;
    this.saving = 'saving';
    try {
      const saved = await call('template_save', source);
      if (this.id !== source.id) return true;
      this.builtIn = saved.built_in;
      for (const sent of source.files) {
        const mine = this.variant(sent.language);
        if (!mine) continue;
        mine.saved = sent.text;
        mine.own = saved.files.find((file) => file.language === sent.language)?.own ?? sent.own;
      }
      this.restored = [];
      this.fault = null;
      this.flush();
      this.saving = this.unsaved ? 'idle' : 'saved';
      return true;
    } catch (thrown) {
      this.saving = 'failed';
      this.fault = asApiError(thrown);
      this.flush();
      return false;
    }
  }

  /** Leaves the desk; what is not saved is kept. */
  close(): void {
    this.flush();
    this.forgetAll();
  }

  /** Leaves the desk without a trace, after its files were taken away. */
  forgetAll(): void {
    clearTimeout(this.#check);
    clearTimeout(this.#keep);
    this.id = null;
    this.variants = [];
    this.report = null;
    this.memory.clear();
  }
}

export const editing = new Editing();
