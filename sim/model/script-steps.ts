import { type ModelStep } from './explore';
import {
  acknowledge,
  type ModelEntry,
  logHasEnd,
  newestEpoch,
  type ModelState,
  type Protocol,
  recorded,
  type ModelScript,
} from './ownership-state';

type Becomes = (changes: Partial<ModelScript>, more?: Partial<ModelState>) => ModelState;

/** The knowledge of a dead process is irrelevant: dropping it merges equivalent states. */
const dead = { stage: 'dead', epoch: 0, known: 0, put: null } as const;
const silent = { stage: 'silent', epoch: 0, known: 0, put: null } as const;

/** The possible next steps of the process of one placement. */
export function* scriptSteps(
  protocol: Protocol,
  state: ModelState,
  index: number,
): Generator<ModelStep<ModelState>> {
  const script = state.scripts[index];
  if (script === undefined) return;
  const { row, log } = state;
  const name = `script ${index}`;
  const becomes = (changes: Partial<ModelScript>, more: Partial<ModelState> = {}): ModelState => ({
    ...state,
    ...more,
    scripts: state.scripts.with(index, { ...script, ...changes }),
  });
  const living = script.stage !== 'absent' && script.stage !== 'dead' && script.stage !== 'silent';
  if (living && state.crashes > 0)
    yield { name: `${name} dies`, next: becomes(dead, { crashes: state.crashes - 1 }) };
  switch (script.stage) {
    case 'absent':
      if (row.status === 'active' && row.hosting === 'placing' && row.attempt === index)
        yield { name: `${name} is placed`, next: becomes({ stage: 'starting' }) };
      return;
    case 'starting':
      yield { name: `${name} reads the log`, next: becomes({ stage: 'claiming', known: log.length }) };
      return;
    case 'claiming':
      yield claim(protocol, state, index, script, name, becomes);
      return;
    case 'owner':
      yield* ownerSteps(protocol, state, script, name, becomes);
      return;
    case 'appending':
    case 'doubting':
      yield* appendSteps(protocol, state, script, name, becomes);
      return;
    default:
  }
}

function claim(
  { defects }: Protocol,
  state: ModelState,
  index: number,
  { known }: ModelScript,
  name: string,
  becomes: Becomes,
): ModelStep<ModelState> {
  const { log, row } = state;
  if (logHasEnd(log.slice(0, known))) {
    // It ended already: only its result remains.
    return { name: `${name} records the result`, next: becomes(silent, recorded(state, defects)) };
  }
  if (log.length !== known) return { name: `${name} reads again`, next: becomes({ stage: 'starting' }) };
  const epoch = newestEpoch(log) + 1;
  return {
    name: `${name} claims`,
    next: becomes(
      { stage: 'owner', epoch, known: known + 1 },
      {
        log: [...log, { kind: 'claim', epoch, id: 'claim' }],
        row: row.epoch < epoch ? { ...row, hosting: 'live', script: index, epoch } : row,
      },
    ),
  };
}

function* ownerSteps(
  { commands, defects }: Protocol,
  state: ModelState,
  script: ModelScript,
  name: string,
  becomes: Becomes,
): Generator<ModelStep<ModelState>> {
  const folded = state.log.slice(0, script.known);
  if (logHasEnd(folded)) {
    yield { name: `${name} records the result`, next: becomes(silent, recorded(state, defects)) };
    return;
  }
  if (folded.filter(({ kind }) => kind === 'play').length >= commands) {
    const put: ModelEntry = { kind: 'end', epoch: script.epoch, id: 'end' };
    yield { name: `${name} ends the match`, next: becomes({ stage: 'appending', put }) };
    return;
  }
  for (const [seat, player] of state.players.entries()) {
    const { pending } = player;
    if (pending === null) continue;
    const repeated = folded.some(({ id }) => id === pending);
    if (repeated && defects.noRepetitions !== true)
      yield {
        name: `${name} answers ${pending} again`,
        next: becomes({}, acknowledge(state, seat, pending)),
      };
    else {
      const put: ModelEntry = { kind: 'play', epoch: script.epoch, id: pending };
      yield {
        name: `${name} takes ${pending}`,
        next: becomes(
          { stage: 'appending', put },
          defects.earlyAnswers === true ? acknowledge(state, seat, pending) : {},
        ),
      };
    }
  }
}

function* appendSteps(
  { defects }: Protocol,
  state: ModelState,
  script: ModelScript,
  name: string,
  becomes: Becomes,
): Generator<ModelStep<ModelState>> {
  const { put, known, epoch } = script;
  if (put === null) return;
  const { log } = state;
  const taken = log[known];
  const stored = (): Partial<ModelState> => {
    const seat = state.players.findIndex(({ pending }) => pending === put.id);
    return seat === -1 ? {} : acknowledge(state, seat, put.id);
  };
  if (taken === undefined || defects.blindPuts === true) {
    const longer = [...log, put];
    const folds = { known: longer.length, put: null, stage: 'owner' } as const;
    yield { name: `${name} stores ${put.id}`, next: becomes(folds, { ...stored(), log: longer }) };
    if (script.stage === 'appending')
      yield {
        name: `${name} stores ${put.id} without an answer`,
        next: becomes({ stage: 'doubting' }, { log: longer }),
      };
    return;
  }
  const own = taken.epoch === epoch && taken.id === put.id && defects.doubtIsLoss !== true;
  yield own
    ? {
        name: `${name} finds ${put.id} stored`,
        next: becomes({ stage: 'owner', known: known + 1, put: null }, stored()),
      }
    : {
        name: `${name} is fenced`,
        next: becomes(taken.epoch === epoch ? { ...silent, stage: 'fooled' } : silent),
      };
}
