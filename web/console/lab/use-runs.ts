import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type LabPool, type LabRuleSet, labPool } from '../../../contract/console/lab';
import { messageOf } from '../../../core/message-of';
import { ask } from '../live';
import { type CrowdSettings } from './crowd-choice';
import { type LabQuestion, type LabResult } from './lab-run';
import { type LabWorker } from './lab-worker';

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

const waitingTickets = async ({ matchmaking }: LabRuleSet): Promise<LabPool['tickets']> =>
  (await ask(`/lab/${encodeURIComponent(matchmaking)}`, labPool)).tickets;

/** The saved text and the edited one: undefined while it is being checked, and when it is invalid. */
interface Texts {
  readonly before: string;
  readonly after: string | undefined;
}

/** Simulates both texts with the chosen crowd: the newest result, and whether a run is under way. */
export function useRuns(ruleSet: LabRuleSet, worker: LabWorker, { before, after }: Texts) {
  const crowd = useSignal(firstCrowd(ruleSet));
  const result = useSignal<LabResult | undefined>(undefined);
  const failure = useSignal('');
  const running = useSignal(false);
  /** No ticket waits any more, so a population was chosen instead of the pool. */
  const emptied = useSignal(false);
  const { kind, population: text, ...drawn } = crowd.value;

  const run = async (
    texts: Pick<LabQuestion, 'before' | 'after'>,
    outdated: AbortSignal,
  ): Promise<LabResult | undefined> => {
    const tickets = kind === 'pool' ? await waitingTickets(ruleSet) : [];
    // The worker ends its run for every new one, so an outdated one must not reach it.
    outdated.throwIfAborted();
    if (kind === 'pool' && tickets.length === 0) return undefined;
    return worker.run({
      ...texts,
      crowd: kind === 'pool' ? { kind, tickets } : { kind, text, ...drawn },
      timeoutSeconds: ruleSet.timeoutSeconds,
      seed: drawn.seed,
    });
  };
  const show = async (ran: Promise<LabResult | undefined>, outdated: AbortSignal): Promise<void> => {
    try {
      const next = await ran;
      if (outdated.aborted) return;
      if (next === undefined) {
        emptied.value = true;
        crowd.value = { ...crowd.value, kind: 'population' };
        return;
      }
      result.value = next;
      failure.value = '';
    } catch (error) {
      if (outdated.aborted) return;
      failure.value = messageOf(error);
    }
    running.value = false;
  };
  useEffect(() => {
    if (after === undefined) return undefined;
    const outdated = new AbortController();
    const timer = setTimeout(() => {
      running.value = true;
      void show(run({ before, after }, outdated.signal), outdated.signal);
    }, quietMs);
    return () => {
      outdated.abort();
      clearTimeout(timer);
      running.value = false;
    };
  }, [before, after, crowd.value]);
  return { crowd, result, failure, running, emptied };
}
