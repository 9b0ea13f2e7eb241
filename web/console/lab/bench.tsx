import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type LabRuleSet } from '../../../contract/console/lab';
import { CrowdChoice } from './crowd-choice';
import { LabComparison } from './lab-comparison';
import { type LabCheck } from './lab-run';
import { LabWorker } from './lab-worker';
import { Moment } from './moment';
import { RuleEditor } from './rule-editor';
import { type SavedRules, SaveRules } from './save';
import { useRuns } from './use-runs';

/** The lab's results for the newest rules and crowd, and whether a run is under way. */
function useLab(ruleSet: LabRuleSet) {
  // The file when the lab was opened: a change on disk does not replace the text in the editor.
  const saved = useSignal<SavedRules>(ruleSet);
  const edited = useSignal(ruleSet.text);
  const found = useSignal<LabCheck>({ errors: [], warnings: [] });
  /** The text that `found` is about: the editor's text is newer while it is being checked. */
  const checked = useSignal<string | undefined>(undefined);
  const worker = useRef<LabWorker>(undefined);
  worker.current ??= new LabWorker();
  useEffect(() => () => worker.current?.close(), []);
  const isValid = found.value.errors.length === 0;
  const runs = useRuns(ruleSet, worker.current, {
    before: saved.value.text,
    after: isValid && checked.value === edited.value ? edited.value : undefined,
  });
  const check = async (text: string): Promise<LabCheck> => {
    const findings = await (worker.current ?? new LabWorker()).check(text);
    found.value = findings;
    checked.value = text;
    return findings;
  };
  return { ruleSet, saved, edited, found, isValid, check, ...runs };
}

type Lab = ReturnType<typeof useLab>;

/** A rule set in the editor, and the effect of the change on a crowd. */
export function Bench({ ruleSet }: { readonly ruleSet: LabRuleSet }) {
  const lab = useLab(ruleSet);
  const result = lab.result.value;
  return (
    <>
      <div class="bench">
        <Rules lab={lab} />
        <Crowd lab={lab} />
      </div>
      {result === undefined || result.tickets.length === 0 ? null : <LabComparison result={result} />}
    </>
  );
}

function Rules({ lab }: { readonly lab: Lab }) {
  const { ruleSet, saved, edited, found, isValid, result, running, check } = lab;
  return (
    <section aria-label="the rule set">
      <RuleEditor
        text={ruleSet.text}
        check={check}
        changed={(text) => {
          edited.value = text;
        }}
      />
      <p class="facts-line" role="status">
        <span class={`state ${isValid ? 'good' : 'bad'}`}>{isValid ? 'valid' : 'not valid'}</span>
        {edited.value === saved.value.text ? <span class="calm">as saved</span> : <b>changed</b>}
        <span class="calm">{running.value ? 'simulating …' : ''}</span>
      </p>
      <Findings check={found.value} />
      <SaveRules
        name={ruleSet.name}
        text={edited.value}
        replaces={saved.value.version}
        valid={isValid}
        result={result.value}
        saved={(file) => {
          saved.value = file;
        }}
      />
    </section>
  );
}

function Crowd({ lab: { ruleSet, crowd, emptied, failure, result } }: { readonly lab: Lab }) {
  return (
    <section aria-label="the crowd">
      <CrowdChoice
        settings={crowd.value}
        waiting={ruleSet.waiting}
        change={(settings) => {
          emptied.value = false;
          crowd.value = settings;
        }}
      />
      {emptied.value ? (
        <p class="calm" role="status">
          No ticket waits any more, so a population looks for a match.
        </p>
      ) : null}
      {failure.value === '' ? null : (
        <p class="notice bad" role="alert">
          {failure.value}
        </p>
      )}
      {result.value === undefined ? null : <Moment result={result.value} />}
    </section>
  );
}

/** The number of findings that are listed; the editor marks all. */
const maxFindings = 6;

/** The list of findings, for readers who do not hover. */
function Findings({ check: { errors, warnings } }: { readonly check: LabCheck }) {
  const all = [
    ...errors.map((finding) => ({ ...finding, tone: 'bad' })),
    ...warnings.map((finding) => ({ ...finding, tone: 'warning' })),
  ];
  return (
    <>
      {all.slice(0, maxFindings).map(({ path, message, tone }) => (
        <p key={`${path} ${message}`} class={`notice ${tone}`}>
          {path === '' ? null : <code>{path} </code>}
          {message}
        </p>
      ))}
    </>
  );
}
