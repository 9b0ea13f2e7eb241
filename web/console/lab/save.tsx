import { useSignal } from '@preact/signals';
import { type LabFile, type LabSaved } from '../../../contract/console/lab';
import { messageOf } from '../../../core/message-of';
import { act } from '../live';
import { caseText } from './case-text';
import { type LabResult } from './lab-run';

/** Saves the rule set to its file, or the simulation as a case. */
export function SaveRules({
  name,
  text,
  valid,
  result,
  saved,
}: {
  readonly name: string;
  readonly text: string;
  readonly valid: boolean;
  readonly result: LabResult | undefined;
  readonly saved: () => void;
}) {
  const caseName = useSignal(`${name}-case`);
  const said = useSignal<{ readonly good: boolean; readonly text: string } | undefined>(undefined);
  const save = async (kind: LabFile, as: string, written: () => string): Promise<void> => {
    try {
      const { file } = await act<LabSaved>(`/lab/${kind}/${encodeURIComponent(as)}`, written());
      said.value = { good: true, text: `Saved to ${file}.${next[kind](file)}` };
      if (kind === 'rule-sets') saved();
    } catch (error) {
      said.value = { good: false, text: messageOf(error) };
    }
  };
  const at = result?.seconds ?? 0;
  return (
    <>
      <p class="facts-line">
        <button type="button" disabled={!valid} onClick={() => void save('rule-sets', name, () => text)}>
          Save to game/rule-sets/{name}.json
        </button>
      </p>
      <form
        class="facts-line"
        onSubmit={(event) => {
          event.preventDefault();
          void save('cases', caseName.value, () => caseText(caseName.value, text, result?.tickets ?? [], at));
        }}
      >
        <input
          aria-label="name of the case"
          required
          value={caseName.value}
          onInput={({ currentTarget: { value } }) => {
            caseName.value = value;
          }}
        />
        <button type="submit" disabled={!valid || result === undefined}>
          Save as a case
        </button>
      </form>
      {said.value === undefined ? null : (
        <p class={`notice ${said.value.good ? 'good' : 'bad'}`} role="status">
          {said.value.text}
        </p>
      )}
    </>
  );
}

const next: Readonly<Record<LabFile, (file: string) => string>> = {
  'rule-sets': () => ' npm start -- --watch takes it for new tickets; without --watch the next start does.',
  cases: (file) => ` Try it: npm run flexmatch -- evaluate ${file}`,
};
