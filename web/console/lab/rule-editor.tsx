import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
  syntaxTree,
} from '@codemirror/language';
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import { placeOfPath } from './json-place';
import { type LabCheck } from './lab-run';
import { Superseded } from './lab-worker';

/** The editor requests a check this long after the last key. */
const checkDelayMs = 150;

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warning)' },
]);

/** Uses the page's colours, which follow its theme. */
const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'ui-monospace, monospace', lineHeight: '1.45' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--soft)', border: 'none' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--text)', border: '1px solid var(--line)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft) !important',
  },
});

/**
 * A text editor for rule sets with its findings beside the lines. It is in a shadow root, where its styles
 * are separate sheets, which the page's policy allows.
 */
export function RuleEditor({
  text,
  check,
  changed,
}: {
  /** The initial text; a new text needs a new key. */
  readonly text: string;
  readonly check: (text: string) => Promise<LabCheck>;
  readonly changed: (text: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current === null) return undefined;
    const root = box.current.shadowRoot ?? box.current.attachShadow({ mode: 'open' });
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          json(),
          indentOnInput(),
          bracketMatching(),
          syntaxHighlighting(colours),
          lintGutter(),
          linter((shown) => diagnostics(shown, check), { delay: checkDelayMs }),
          // Tab leaves the editor, as it leaves every field.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ 'aria-label': 'rule set' }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) changed(state.doc.toString());
          }),
          look,
        ],
      }),
    });
    // Makes a long text scrollable without the caret.
    view.scrollDOM.tabIndex = 0;
    return () => view.destroy();
  }, []);
  return <div class="editor" ref={box} />;
}

async function diagnostics(
  view: EditorView,
  check: (text: string) => Promise<LabCheck>,
): Promise<readonly Diagnostic[]> {
  const { state } = view;
  let found: LabCheck;
  try {
    found = await check(state.doc.toString());
  } catch (error) {
    // The page was left: the editor has gone, and so has the worker.
    if (error instanceof Superseded) return [];
    throw error;
  }
  const { errors, warnings } = found;
  const tree = syntaxTree(state);
  const shown =
    (severity: Diagnostic['severity']) =>
    ({ path, message }: LabCheck['errors'][number] | LabCheck['warnings'][number]): Diagnostic => ({
      ...placeOfPath(tree, path, (from, to) => state.sliceDoc(from, to)),
      severity,
      message,
    });
  return [...errors.map(shown('error')), ...warnings.map(shown('warning'))];
}
