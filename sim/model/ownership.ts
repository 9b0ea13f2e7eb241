import { type Model, type ModelStep } from './explore';
import {
  absent,
  type Bounds,
  type Defects,
  willNotWrite,
  type ModelState,
  type Protocol,
} from './ownership-state';
import { playerSteps } from './player-steps';
import { scriptSteps } from './script-steps';
import { sweepSteps } from './sweep-steps';

/*
 * A model of the ownership of a match and of nothing else: the log is the lock. A process owns the match by
 * an entry of the log, appends by conditional puts, and is replaced by a placement that exactly one rejoin
 * begins. Processes die or freeze between any two steps; a frozen process is a step that does not happen yet.
 * Answers get lost, players rejoin although the owner lives, and sweeps race with all of it.
 */

/** @param bounds 2 players always */
export function ownership(bounds: Bounds, defects: Defects = {}): Model<ModelState> {
  const protocol: Protocol = { commands: bounds.commandsEach * 2, defects };
  const initial: ModelState = {
    log: [],
    row: { status: 'active', attempt: 0, hosting: 'placing', script: -1, epoch: 0 },
    scripts: Array.from({ length: bounds.processes }, () => absent),
    players: [0, 1].map(() => ({ left: bounds.commandsEach, pending: null, acknowledged: [], read: null })),
    sweeps: Array.from({ length: bounds.sweeps }, () => ({ stage: 'idle', known: 0, epoch: 0 })),
    results: 0,
    crashes: bounds.crashes,
  };

  function* steps(state: ModelState): Generator<ModelStep<ModelState>> {
    for (const index of state.scripts.keys()) yield* scriptSteps(protocol, state, index);
    for (const index of state.players.keys()) yield* playerSteps(protocol, state, index);
    for (const index of state.sweeps.keys()) yield* sweepSteps(protocol, state, index);
  }

  return { initial, steps, problem, problemAtEnd, key };
}

/** Sweeps are interchangeable: states that differ only in their order are equal. */
function key({ log, row, scripts, players, sweeps, results, crashes }: ModelState): string {
  const entries = log.map(({ kind, epoch, id }) => (kind === 'play' ? `${epoch}${id}` : `${epoch}${kind}`));
  const inOrder = sweeps.map(({ stage, known, epoch }) => `${stage}${known}/${epoch}`).sort();
  const writers = scripts.map(({ stage, epoch, known, put }) => `${stage}${epoch}/${known}${put?.id ?? ''}`);
  const seats = players.map(
    ({ left, pending, acknowledged, read }) =>
      `${left}${String(pending)}${acknowledged.join()}${read === null ? '' : Object.values(read).join()}`,
  );
  const where = `${row.status}${row.attempt}${row.hosting}${row.script}/${row.epoch}`;
  return [entries, writers, seats, inOrder, where, results, crashes].join(' ');
}

/** The invariants of every state. */
function problem({ log, players, results, scripts, row }: ModelState): string | undefined {
  let owner = 0;
  const ids = new Set<string>();
  for (const [place, { kind, epoch, id }] of log.entries()) {
    if (epoch < owner) return `entry ${place + 1} is of owner ${epoch}, after owner ${owner} has claimed`;
    owner = epoch;
    if (kind === 'play' && ids.has(id)) return `command ${id} is twice in the log`;
    if (kind === 'play') ids.add(id);
  }
  const end = log.findIndex(({ kind }) => kind === 'end');
  if (end !== -1 && log.slice(end + 1).some(({ kind }) => kind !== 'claim'))
    return 'something follows the end';
  for (const { acknowledged } of players)
    for (const id of acknowledged)
      if (!ids.has(id)) return `command ${id} was acknowledged and is not in the log`;
  if (scripts.some(({ stage }) => stage === 'fooled'))
    return 'an owner took its own entry for another owner’s';
  if (results > 1) return `the result was recorded ${results} times`;
  if (results > 0 && end === -1) return 'a result was recorded without an end';
  const placed = scripts.filter(({ stage }) => stage !== 'absent').length;
  if (placed > row.attempt + 1) return `${placed} processes were placed in ${row.attempt + 1} attempts`;
  return undefined;
}

/** The invariants of states without a further step. */
function problemAtEnd({ players, row, scripts, sweeps, log }: ModelState): string | undefined {
  if (row.status === 'finished' || row.epoch === 0) return undefined;
  // The bounds are exhausted: the match waits for the next sweep, or for the next rejoin.
  if (sweeps.every(({ stage }) => stage === 'over') || scripts.every(willNotWrite)) return undefined;
  const pending = players.filter((player) => player.pending !== null).length;
  return `the match waits for ever: ${pending} commands are pending, ${log.length} entries`;
}
