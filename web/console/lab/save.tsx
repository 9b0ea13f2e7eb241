import { useSignal } from '@preact/signals';
import * as z from 'zod/mini';
import { type LabFile, type LabSaved, labSaved } from '../../../contract/console/lab';
import { messageOf } from '../../../core/message-of';
import { act, RefusedRequest } from '../live';
import { caseText } from './case-text';
import { type LabResult } from './lab-run';

/** A text for a file of game/. */
interface Writing {
  readonly kind: LabFile;
  readonly name: string;
  readonly text: string;
  /** The version that it replaces; absent: there is no file of this name. */
  readonly replaces?: string | undefined;
}

/** The content of the rule set's file, as far as the page knows. */
export interface SavedRules {
  readonly text: string;
  readonly version: string;
}

type Said =
  | { readonly kind: 'saved' | 'failed'; readonly text: string }
  /** The file is another than the page has seen: the author decides. */
  | { readonly kind: 'asks'; readonly text: string; readonly again: Writing };

const conflict = z.object({ version: z.string() });

async function send({ kind, name, text, replaces }: Writing): Promise<LabSaved> {
  const query = replaces === undefined ? '' : `?${new URLSearchParams({ replaces }).toString()}`;
  return act(`/lab/${kind}/${encodeURIComponent(name)}${query}`, labSaved, text);
}

/** Saves the rule set to its file, or the simulation as a case. */
export function SaveRules({
  name,
  text,
  replaces,
  valid,
  result,
  saved,
}: {
  readonly name: string;
  readonly text: string;
  /** Version of the file that the editor was opened on. */
  readonly replaces: string;
  readonly valid: boolean;
  readonly result: LabResult | undefined;
  readonly saved: (file: SavedRules) => void;
}) {
  const said = useSignal<Said | undefined>(undefined);
  const saving = useSignal(false);
  const save = async (writing: Writing): Promise<void> => {
    if (saving.value) return;
    saving.value = true;
    try {
      const { file, version: written } = await send(writing);
      said.value = { kind: 'saved', text: `Saved to ${file}.${next[writing.kind](file)}` };
      if (writing.kind === 'rule-sets') saved({ text: writing.text, version: written });
    } catch (error) {
      said.value = answerTo(error, writing);
    }
    saving.value = false;
  };
  const at = result?.seconds ?? 0;
  return (
    <>
      <p class="facts-line">
        <button
          type="button"
          disabled={!valid || saving.value}
          onClick={() => void save({ kind: 'rule-sets', name, text, replaces })}
        >
          Save to game/rule-sets/{name}.json
        </button>
      </p>
      <CaseForm
        suggested={`${name}-case`}
        disabled={!valid || result === undefined || saving.value}
        save={(as) =>
          void save({ kind: 'cases', name: as, text: caseText(as, text, result?.tickets ?? [], at) })
        }
      />
      {said.value === undefined ? null : <SaidOf said={said.value} save={save} />}
    </>
  );
}

/** A name for the simulation as a case. */
function CaseForm({
  suggested,
  disabled,
  save,
}: {
  readonly suggested: string;
  readonly disabled: boolean;
  readonly save: (name: string) => void;
}) {
  const name = useSignal(suggested);
  return (
    <form
      class="facts-line"
      onSubmit={(event) => {
        event.preventDefault();
        save(name.value);
      }}
    >
      <input
        aria-label="name of the case"
        required
        value={name.value}
        onInput={({ currentTarget: { value } }) => {
          name.value = value;
        }}
      />
      <button type="submit" disabled={disabled}>
        Save as a case
      </button>
    </form>
  );
}

/** The page's message about a save that failed. */
function answerTo(error: unknown, writing: Writing): Said {
  const text = messageOf(error);
  const found = conflict.safeParse(
    error instanceof RefusedRequest && error.status === 409 ? error.body : undefined,
  );
  return found.success
    ? { kind: 'asks', text, again: { ...writing, replaces: found.data.version } }
    : { kind: 'failed', text };
}

function SaidOf({ said, save }: { readonly said: Said; readonly save: (writing: Writing) => Promise<void> }) {
  return (
    <p class={`notice ${{ saved: 'good', failed: 'bad', asks: 'warning' }[said.kind]}`} role="status">
      {said.text}{' '}
      {said.kind === 'asks' ? (
        <button type="button" class="small" onClick={() => void save(said.again)}>
          Save anyway
        </button>
      ) : null}
    </p>
  );
}

const next: Readonly<Record<LabFile, (file: string) => string>> = {
  'rule-sets': () => ' npm start -- --watch takes it for new tickets; without --watch the next start does.',
  cases: (file) => ` Try it: npm run flexmatch -- evaluate ${file}`,
};
