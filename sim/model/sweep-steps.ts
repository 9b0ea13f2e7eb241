import { type ModelStep } from './explore';
import {
  type ModelEntry,
  logHasEnd,
  willNotWrite,
  newestEpoch,
  type ModelState,
  type Protocol,
  recorded,
  type ModelSweep,
} from './ownership-state';

/** The possible next steps of one run of the sweeper. */
export function* sweepSteps(
  { defects }: Protocol,
  state: ModelState,
  index: number,
): Generator<ModelStep<ModelState>> {
  const sweep = state.sweeps[index];
  if (sweep === undefined) return;
  const { log, row } = state;
  const name = `sweep ${index}`;
  const becomes = (changes: Partial<ModelSweep>, more: Partial<ModelState> = {}): ModelState => ({
    ...state,
    ...more,
    sweeps: state.sweeps.with(index, { ...sweep, ...changes }),
  });
  const gone = willNotWrite(state.scripts[row.attempt]) || defects.hastySweeps === true;
  switch (sweep.stage) {
    case 'idle':
      // It checks matches whose process is gone, and whose last placement failed or has ended.
      if (row.status === 'active' && row.epoch > 0 && gone)
        yield { name: `${name} reads`, next: becomes({ stage: 'read', known: log.length }) };
      return;
    case 'behind':
      yield { name: `${name} reads on`, next: becomes({ stage: 'read', known: log.length }) };
      return;
    case 'read':
      if (logHasEnd(log.slice(0, sweep.known)))
        yield { name: `${name} stops`, next: becomes({ stage: 'ended', known: 0, epoch: 0 }) };
      else if (log.length !== sweep.known)
        yield { name: `${name} reads again`, next: becomes({ stage: 'behind', known: 0 }) };
      else {
        const epoch = newestEpoch(log) + 1;
        const longer: readonly ModelEntry[] = [...log, { kind: 'claim', epoch, id: 'claim' }];
        yield {
          name: `${name} claims`,
          next: becomes({ stage: 'claimed', epoch, known: longer.length }, { log: longer }),
        };
      }
      return;
    case 'claimed':
      if (log.length !== sweep.known)
        yield { name: `${name} is fenced`, next: becomes({ stage: 'over', known: 0, epoch: 0 }) };
      else {
        const end: ModelEntry = { kind: 'end', epoch: sweep.epoch, id: 'end' };
        yield {
          name: `${name} ends the match`,
          next: becomes({ stage: 'ended', known: 0, epoch: 0 }, { log: [...log, end] }),
        };
      }
      return;
    case 'ended':
      yield {
        name: `${name} records the result`,
        next: becomes({ stage: 'over', known: 0, epoch: 0 }, recorded(state, defects)),
      };
      return;
    case 'over':
  }
}
