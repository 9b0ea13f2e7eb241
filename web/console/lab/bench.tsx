import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type LabPool, type LabRuleSet, labPool } from '../../../contract/console/lab';
import { messageOf } from '../../../core/message-of';
import { ask } from '../live';
import { CrowdChoice, type CrowdSettings } from './crowd-choice';
import { LabComparison } from './lab-comparison';
import { type LabCheck, type LabResult } from './lab-run';
import { LabWorker, Superseded } from './lab-worker';
import { Moment } from './moment';
import { RuleEditor } from './rule-editor';
import { type SavedRules, SaveRules } from './save';

/** A run begins this long after the last change. */
const quietMs = 500;

/** The waiting tickets if they can meet each other, and a population otherwise. */
const firstCrowd = ({ waiting }: LabRuleSet): CrowdSettings => ({
  kind: waiting > 1 ? 'pool' : 'population',
  minutes: 10,
  ticketsPerMinute: 20,
  population: '',
  seed: 1,
});

/** The lab's results for the newest rules and crowd, and whether a run is under way. */
function useLab(ruleSet: LabRuleSet) {
  // The file when the lab was opened: a change on disk does not replace the text in the editor.
  const saved = useSignal<SavedRules>(ruleSet);
  const edited = useSignal(ruleSet.text);
  const crowd = useSignal(firstCrowd(ruleSet));
  const found = useSignal<LabCheck>({ errors: [], warnings: [] });
  /** The text that `found` is about: the editor's text is newer while it is being checked. */
  const checked = useSignal<string | undefined>(undefined);
  const result = useSignal<LabResult | undefined>(undefined);
  const failure = useSignal('');
  const running = useSignal(false);
  /** No ticket waits any more, so a population was chosen instead of the pool. */
  const emptied = useSignal(false);
  const worker = useRef<LabWorker>(undefined);
  worker.current ??= new LabWorker();
  useEffect(() => () => worker.current?.close(), []);
  const isValid = found.value.errors.length === 0;
  const canRun = isValid && checked.value === edited.value;
  const run = async (): Promise<void> => {
    running.value = true;
    try {
      const { kind, population: text, ...drawn } = crowd.value;
      const tickets = kind === 'pool' ? await waitingTickets(ruleSet) : [];
      if (kind === 'pool' && tickets.length === 0) {
        emptied.value = true;
        crowd.value = { ...crowd.value, kind: 'population' };
        return;
      }
      const ran = await worker.current?.run({
        before: saved.value.text,
        after: edited.value,
        crowd: kind === 'pool' ? { kind, tickets } : { kind, text, ...drawn },
        timeoutSeconds: ruleSet.timeoutSeconds,
        seed: drawn.seed,
      });
      result.value = ran;
      failure.value = '';
    } catch (error) {
      if (error instanceof Superseded) return;
      failure.value = messageOf(error);
    }
    running.value = false;
  };
  useEffect(() => {
    if (!canRun) return;
    const timer = setTimeout(() => void run(), quietMs);
    return () => clearTimeout(timer);
  }, [saved.value, edited.value, crowd.value, canRun]);
  const check = async (text: string): Promise<LabCheck> => {
    const findings = await (worker.current ?? new LabWorker()).check(text);
    found.value = findings;
    checked.value = text;
    return findings;
  };
  return { ruleSet, saved, edited, crowd, found, isValid, result, failure, running, emptied, check };
}

const waitingTickets = async ({ matchmaking }: LabRuleSet): Promise<LabPool['tickets']> =>
  (await ask(`/lab/${encodeURIComponent(matchmaking)}`, labPool)).tickets;

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
