// Chips in the editor. A tag is a chip unless the caret is inside it: so a tag is raw while it is typed, becomes
// one thing when the caret leaves, and opens again when the caret is put into it. Tags with a problem stay raw.
import { forEachDiagnostic, setDiagnosticsEffect } from '@codemirror/lint';
import { RangeSetBuilder, type EditorState, type Extension } from '@codemirror/state';
import {
  Decoration,
  Direction,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { chipOf, type Chip } from './chip';
import { frontEnd, tags, type Tag } from '../../../state/tags';

class ChipWidget extends WidgetType {
  constructor(
    readonly chip: Chip,
    readonly raw: string,
    readonly chosen: boolean,
  ) {
    super();
  }
  override eq(other: ChipWidget): boolean {
    return other.raw === this.raw && other.chip.label === this.chip.label && other.chosen === this.chosen;
  }
  override toDOM(): HTMLElement {
    const dom = document.createElement('span');
    dom.className = `chip ${this.chip.tone}${this.chosen ? ' chosen' : ''}`;
    dom.textContent = this.chip.label;
    dom.title = this.raw;
    dom.dir = 'auto';
    return dom;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

const RAW = { bidiIsolate: Direction.LTR };
const block = Decoration.mark({ class: 'block', attributes: { dir: 'ltr', spellcheck: 'false' }, ...RAW });
const raw = Decoration.mark({ class: 'raw', attributes: { dir: 'ltr', spellcheck: 'false' }, ...RAW });
const front = Decoration.line({ class: 'front', attributes: { dir: 'ltr' } });
const edge = Decoration.line({ class: 'front edge', attributes: { dir: 'ltr' } });
const last = Decoration.line({ class: 'front edge last', attributes: { dir: 'ltr' } });

type Drawn = { chips: DecorationSet; marks: DecorationSet; lines: DecorationSet; found: Tag[] };

function draw(state: EditorState, known: ReadonlySet<string>): Drawn {
  const text = state.doc.toString();
  const wrong: [number, number][] = [];
  forEachDiagnostic(state, (_, from, to) => void (to > from && wrong.push([from, to])));
  const chips = new RangeSetBuilder<Decoration>();
  const marks = new RangeSetBuilder<Decoration>();
  const found: Tag[] = [];
  for (const tag of tags(text)) {
    const inside = state.selection.ranges.some((r) =>
      [r.head, r.anchor].some((at) => at > tag.from && at < tag.to),
    );
    const bad = wrong.some(([from, to]) => from >= tag.from && to <= tag.to);
    const chip = inside || bad ? undefined : chipOf(tag, known);
    if (!chip) {
      marks.add(tag.from, tag.to, tag.shape === 'value' ? raw : block);
      continue;
    }
    const { main } = state.selection;
    const chosen = !main.empty && main.from === tag.from && main.to === tag.to;
    const widget = new ChipWidget(chip, text.slice(tag.from, tag.to), chosen);
    chips.add(tag.from, tag.to, Decoration.replace({ widget }));
    found.push(tag);
  }
  const lines = new RangeSetBuilder<Decoration>();
  const end = frontEnd(text);
  for (let at = 0; at < end;) {
    const line = state.doc.lineAt(at);
    const mark = !/^\+\+\+\s*$/.test(line.text) ? front : line.to + 1 >= end ? last : edge;
    lines.add(line.from, line.from, mark);
    at = line.to + 1;
  }
  return { chips: chips.finish(), marks: marks.finish(), lines: lines.finish(), found };
}

const plugin = (known: () => ReadonlySet<string>) =>
  ViewPlugin.fromClass(
    class {
      drawn: Drawn;
      #known: ReadonlySet<string>;
      constructor(view: EditorView) {
        this.#known = known();
        this.drawn = draw(view.state, this.#known);
      }
      update(update: ViewUpdate): void {
        const told = update.transactions.some((tr) => tr.effects.some((e) => e.is(setDiagnosticsEffect)));
        if (update.docChanged || update.selectionSet || told || this.#known !== known()) {
          this.#known = known();
          this.drawn = draw(update.state, this.#known);
        }
      }
    },
    {
      provide: (it) => [
        EditorView.decorations.of((view) => view.plugin(it)?.drawn.lines ?? Decoration.none),
        EditorView.decorations.of((view) => view.plugin(it)?.drawn.chips ?? Decoration.none),
        EditorView.decorations.of((view) => view.plugin(it)?.drawn.marks ?? Decoration.none),
        EditorView.bidiIsolatedRanges.of((view) => view.plugin(it)?.drawn.marks ?? Decoration.none),
        EditorView.atomicRanges.of((view) => view.plugin(it)?.drawn.chips ?? Decoration.none),
      ],
    },
  );

export type Chips = {
  extension: Extension;
  /** Commands: each says whether it had something to do. */
  enter: (view: EditorView) => boolean;
  left: (view: EditorView) => boolean;
  right: (view: EditorView) => boolean;
  leave: (view: EditorView) => boolean;
};

export function chips(known: () => ReadonlySet<string>): Chips {
  const mine = plugin(known);
  const found = (view: EditorView): Tag[] => view.plugin(mine)?.drawn.found ?? [];
  const open = (view: EditorView, tag: Tag): void =>
    view.dispatch({ selection: { anchor: tag.to - 2 }, scrollIntoView: true });

  /** An arrow towards a chip chooses it first; the next one passes it. */
  const step = (forward: boolean) => (view: EditorView) => {
    const { main } = view.state.selection;
    const onward = (view.textDirectionAt(main.head) === Direction.LTR) === forward;
    const tag = main.empty ? found(view).find((it) => (onward ? it.from : it.to) === main.head) : undefined;
    if (!tag) return false;
    const selection = onward ? { anchor: tag.from, head: tag.to } : { anchor: tag.to, head: tag.from };
    view.dispatch({ selection, scrollIntoView: true });
    return true;
  };
  const around = (view: EditorView): Tag | undefined => {
    const { main } = view.state.selection;
    return tags(view.state.doc.toString()).find((it) => main.head > it.from && main.head < it.to);
  };
  const leave = (view: EditorView): boolean => {
    const tag = around(view);
    if (!tag) return false;
    view.dispatch({ selection: { anchor: tag.to }, scrollIntoView: true });
    return true;
  };
  const enter = (view: EditorView): boolean => {
    const { main } = view.state.selection;
    const chosen = found(view).find((it) => !main.empty && it.from === main.from && it.to === main.to);
    if (!chosen) return leave(view);
    open(view, chosen);
    return true;
  };
  const clicks = EditorView.domEventHandlers({
    mousedown: (event, view) => {
      const dom = event.target instanceof Element ? event.target.closest('.chip') : null;
      if (!dom || event.button !== 0 || event.shiftKey) return false;
      const at = view.posAtDOM(dom);
      const tag = found(view).find((it) => it.from <= at && at <= it.to);
      if (!tag) return false;
      event.preventDefault();
      view.focus();
      open(view, tag);
      return true;
    },
  });
  return { extension: [mine, clicks], enter, left: step(false), right: step(true), leave };
}
