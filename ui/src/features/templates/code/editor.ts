// The editor itself. This file and what only it needs are loaded when a template is opened, not before.
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyField, historyKeymap } from '@codemirror/commands';
import {
  forEachDiagnostic,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
  type Diagnostic,
} from '@codemirror/lint';
import { Annotation, Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, tooltips, type Command } from '@codemirror/view';
import type { TemplateWords } from '../../../ipc/generated/TemplateWords';
import { chips } from './chips';
import { source } from './complete';
import { unfinished } from '../../../state/tags';
import { theme } from './theme';

export type Mark = { from: number; to: number; text: string };
export type Options = {
  text: string;
  /** What `leave` gave back the last time: the text with what can be undone. */
  memory: unknown;
  label: string;
  language: string;
  direction: 'ltr' | 'rtl';
  readonly: boolean;
  words: () => TemplateWords | null;
  /** `midway` while a tag is being typed that has no end yet. */
  onedit: (text: string, midway: boolean) => void;
  oncaret: (at: number) => void;
  /** For those who listen. */
  ontell: (words: string) => void;
};
export type Handle = {
  set: (text: string) => void;
  mark: (marks: Mark[]) => void;
  readonly: (on: boolean) => void;
  refresh: (label: string) => void;
  go: (from: number, to: number) => void;
  focus: () => void;
  /** Ends the editor and gives back what it needs to go on later. */
  leave: () => unknown;
};

/** Set from outside: not typed, and not to be reported. */
const outside = Annotation.define<boolean>();

/** A place that has no length is shown on the word that begins or ends there. */
export function widened(text: string, mark: Mark): Mark {
  const from = Math.min(Math.max(mark.from, 0), text.length);
  const to = Math.min(Math.max(mark.to, from), text.length);
  if (to > from) return { ...mark, from, to };
  const line = /^[^\n]*/.exec(text.slice(from))?.[0] ?? '';
  const word = /^\s*\S+/.exec(line)?.[0] ?? '';
  if (word !== '') return { ...mark, from, to: from + word.length };
  const before = /\S+\s*$/.exec(text.slice(0, from))?.[0].length ?? 0;
  return { ...mark, from: from - before, to: from };
}

function fresh(text: string, memory: unknown, extensions: Extension): EditorState {
  try {
    const kept = memory as { doc?: string } | undefined;
    if (kept?.doc === text) return EditorState.fromJSON(kept, { extensions }, { history: historyField });
  } catch {
    // What is remembered for undo is not worth an editor that does not open.
  }
  return EditorState.create({ doc: text, extensions });
}

/** The part of the editor that the window shows. */
function inSight(host: HTMLElement): { top: number; left: number; bottom: number; right: number } {
  const { top, left, bottom, right } = host.getBoundingClientRect();
  return { top: Math.max(top, 0), left, bottom: Math.min(bottom, innerHeight), right };
}

export function create(host: HTMLElement, options: Options): Handle {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const locked = new Compartment();
  const named = new Compartment();
  const known = (() => {
    let from: TemplateWords | null = null;
    let set: ReadonlySet<string> = new Set();
    return (): ReadonlySet<string> => {
      const now = options.words();
      if (now !== from) [from, set] = [now, new Set(now?.fields.map((f) => f.path))];
      return set;
    };
  })();
  const chip = chips(known);
  const name = (label: string): Extension =>
    EditorView.contentAttributes.of({
      'aria-label': label,
      'data-testid': `template-text-${options.language}`,
      lang: options.language,
      dir: options.direction,
      tabindex: '0',
      spellcheck: 'true',
      autocorrect: 'off',
      autocapitalize: 'off',
    });
  const lock = (on: boolean): Extension => EditorState.readOnly.of(on);
  /** What the eye sees in a tooltip, the ear hears. */
  const tell = (move: Command): Command => {
    return (view) => {
      const moved = move(view);
      const { from, to } = view.state.selection.main;
      forEachDiagnostic(view.state, (it, start, end) => {
        if (moved && start === from && end === to) options.ontell(it.message);
      });
      return moved;
    };
  };
  const escape = (view: EditorView): boolean => {
    if (!chip.leave(view)) view.contentDOM.blur();
    return true;
  };
  const extensions: Extension = [
    history(),
    drawSelection(),
    EditorView.lineWrapping,
    EditorView.perLineTextDirection.of(true),
    tooltips({ position: 'absolute', tooltipSpace: () => inSight(host) }),
    autocompletion({ override: [source(options.words, () => options.language)], icons: false }),
    chip.extension,
    Prec.high(
      keymap.of([
        { key: 'Enter', run: chip.enter },
        { key: 'ArrowLeft', run: chip.left },
        { key: 'ArrowRight', run: chip.right },
        { key: 'F8', run: tell(nextDiagnostic), shift: tell(previousDiagnostic) },
      ]),
    ),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    Prec.low(keymap.of([{ key: 'Escape', run: escape }])),
    locked.of(lock(options.readonly)),
    named.of(name(options.label)),
    theme,
    EditorView.updateListener.of((update) => {
      const typed = !update.transactions.some((tr) => tr.annotation(outside));
      if (update.docChanged && typed) {
        const text = update.state.doc.toString();
        options.onedit(text, unfinished(text, update.state.selection.main.head) !== null);
      }
      if (update.selectionSet) options.oncaret(update.state.selection.main.head);
    }),
  ];
  const view = new EditorView({ state: fresh(options.text, options.memory, extensions), root, parent: root });
  const length = (): number => view.state.doc.length;
  // The list of problems may come and take room: the caret stays in sight.
  const watch = new ResizeObserver(() => {
    const { head } = view.state.selection.main;
    if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(head, { yMargin: 12 }) });
  });
  watch.observe(host);
  return {
    set: (text) => {
      if (view.state.doc.toString() === text) return;
      view.dispatch({
        changes: { from: 0, to: length(), insert: text },
        selection: { anchor: Math.min(view.state.selection.main.head, text.length) },
        annotations: outside.of(true),
      });
    },
    mark: (marks) => {
      const text = view.state.doc.toString();
      const all = marks.map((mark): Diagnostic => {
        const { from, to } = widened(text, mark);
        return { from, to, severity: 'error', message: mark.text };
      });
      view.dispatch(setDiagnostics(view.state, all));
    },
    readonly: (on) => view.dispatch({ effects: locked.reconfigure(lock(on)) }),
    refresh: (label) => view.dispatch({ effects: named.reconfigure(name(label)) }),
    go: (from, to) => {
      const anchor = Math.min(from, length());
      view.dispatch({
        selection: { anchor, head: Math.min(Math.max(to, from), length()) },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      });
      view.focus();
    },
    focus: () => view.focus(),
    leave: () => {
      const kept: unknown = view.state.toJSON({ history: historyField });
      watch.disconnect();
      view.destroy();
      return kept;
    },
  };
}
