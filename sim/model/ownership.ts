import { type Model, type Step } from './explore';

/*
 * A model of the ownership of a match and of nothing else: the log is the lock. A process owns the match by
 * an entry of the log, appends by conditional puts, and is replaced by a placement that exactly one rejoin
 * begins. Processes die or freeze between any two steps (a step that does not happen yet is a frozen
 * process), answers get lost, players rejoin although the owner lives, and sweeps race with all of it.
 */

type Id = string;
export interface Entry {
  readonly kind: 'claim' | 'play' | 'end';
  readonly epoch: number;
  /** Of a command: the player's own id for it. */
  readonly id: Id;
}

export interface Script {
  readonly stage:
    'absent' | 'starting' | 'claiming' | 'owner' | 'appending' | 'doubting' | 'silent' | 'fooled' | 'dead';
  readonly epoch: number;
  /** Entries of the log that it has folded. */
  readonly known: number;
  readonly put: Entry | null;
}

interface Player {
  /** Commands that it has not sent yet. */
  readonly left: number;
  /** The command that it sends until it knows that it was accepted. */
  readonly pending: Id | null;
  readonly acknowledged: readonly Id[];
  /** What a running rejoin has read of the row. */
  readonly read: Read | null;
}

/** The fields of the row that a rejoin compares when it begins a placement. */
export type Read = Pick<Ownership['row'], 'attempt' | 'hosting' | 'epoch'>;

export interface Sweep {
  readonly stage: 'idle' | 'behind' | 'read' | 'claimed' | 'ended' | 'over';
  readonly known: number;
  readonly epoch: number;
}

export interface Ownership {
  readonly log: readonly Entry[];
  readonly row: {
    readonly status: 'active' | 'finished';
    readonly attempt: number;
    readonly hosting: 'placing' | 'live';
    /** The script that the row names. */
    readonly script: number;
    readonly epoch: number;
  };
  readonly scripts: readonly Script[];
  readonly players: readonly Player[];
  readonly sweeps: readonly Sweep[];
  readonly results: number;
  readonly crashes: number;
}

/** Deliberate violations of the protocol, so that a test sees the invariants fail. */
export interface Defects {
  /** A put does not check whether its number is taken. */
  readonly blindPuts?: true;
  /** A collision with an entry of the same process is mistaken for another owner's. */
  readonly doubtIsLoss?: true;
  /** Acknowledged when it is sent, not when it is stored. */
  readonly earlyAnswers?: true;
  /** A rejoin does not check whether another has begun the placement. */
  readonly racingRejoins?: true;
  /** A repeated command is appended again. */
  readonly noRepetitions?: true;
  /** A result is recorded without checking for an earlier one. */
  readonly blindResults?: true;
  /** A sweep ends a match regardless of its process. */
  readonly hastySweeps?: true;
}

export interface Bounds {
  readonly processes: number;
  readonly commandsEach: number;
  readonly crashes: number;
  readonly sweeps: number;
}

/** The knowledge of a dead process is irrelevant: dropping it merges equivalent states. */
const dead = { stage: 'dead', epoch: 0, known: 0, put: null } as const;
const silent = { stage: 'silent', epoch: 0, known: 0, put: null } as const;
const absent: Script = { stage: 'absent', epoch: 0, known: 0, put: null };

/** @param bounds 2 players always */
export function ownership(bounds: Bounds, defects: Defects = {}): Model<Ownership> {
  const commands = bounds.commandsEach * 2;
  const initial: Ownership = {
    log: [],
    row: { status: 'active', attempt: 0, hosting: 'placing', script: -1, epoch: 0 },
    scripts: Array.from({ length: bounds.processes }, () => absent),
    players: [0, 1].map(() => ({ left: bounds.commandsEach, pending: null, acknowledged: [], read: null })),
    sweeps: Array.from({ length: bounds.sweeps }, () => ({ stage: 'idle', known: 0, epoch: 0 })),
    results: 0,
    crashes: bounds.crashes,
  };

  function* steps(state: Ownership): Generator<Step<Ownership>> {
    for (const index of state.scripts.keys()) yield* scriptSteps(state, index);
    for (const index of state.players.keys()) yield* playerSteps(state, index);
    for (const index of state.sweeps.keys()) yield* sweepSteps(state, index);
  }

  function* scriptSteps(state: Ownership, index: number): Generator<Step<Ownership>> {
    const script = state.scripts[index];
    if (script === undefined) return;
    const { row, log } = state;
    const name = `script ${index}`;
    const becomes = (changes: Partial<Script>, more: Partial<Ownership> = {}): Ownership => ({
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
        yield claim(state, index, script, name, becomes);
        return;
      case 'owner':
        yield* ownerSteps(state, script, name, becomes);
        return;
      case 'appending':
      case 'doubting':
        yield* appendSteps(state, script, name, becomes);
        return;
      default:
    }
  }

  type Becomes = (changes: Partial<Script>, more?: Partial<Ownership>) => Ownership;

  function claim(
    state: Ownership,
    index: number,
    { known }: Script,
    name: string,
    becomes: Becomes,
  ): Step<Ownership> {
    const { log, row } = state;
    if (hasEnded(log.slice(0, known))) {
      // It ended already: only its result remains.
      return { name: `${name} records the result`, next: becomes(silent, recorded(state)) };
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

  function* ownerSteps(state: Ownership, script: Script, name: string, becomes: Becomes) {
    const folded = state.log.slice(0, script.known);
    if (hasEnded(folded)) {
      yield { name: `${name} records the result`, next: becomes(silent, recorded(state)) };
      return;
    }
    if (folded.filter(({ kind }) => kind === 'play').length >= commands) {
      const put: Entry = { kind: 'end', epoch: script.epoch, id: 'end' };
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
        const put: Entry = { kind: 'play', epoch: script.epoch, id: pending };
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

  function* appendSteps(state: Ownership, script: Script, name: string, becomes: Becomes) {
    const { put, known, epoch } = script;
    if (put === null) return;
    const { log } = state;
    const standing = log[known];
    const stored = (): Partial<Ownership> => {
      const seat = state.players.findIndex(({ pending }) => pending === put.id);
      return seat === -1 ? {} : acknowledge(state, seat, put.id);
    };
    if (standing === undefined || defects.blindPuts === true) {
      const longer = [...log, put];
      const folds = { known: longer.length, put: null, stage: 'owner' } as const;
      yield { name: `${name} stores ${put.id}`, next: becomes(folds, { ...stored(), log: longer }) };
      if (script.stage === 'appending')
        yield {
          name: `${name} stores ${put.id} unheard`,
          next: becomes({ stage: 'doubting' }, { log: longer }),
        };
      return;
    }
    const own = standing.epoch === epoch && standing.id === put.id && defects.doubtIsLoss !== true;
    yield own
      ? {
          name: `${name} finds ${put.id} stored`,
          next: becomes({ stage: 'owner', known: known + 1, put: null }, stored()),
        }
      : {
          name: `${name} is fenced`,
          next: becomes(standing.epoch === epoch ? { ...silent, stage: 'fooled' } : silent),
        };
  }

  function* playerSteps(state: Ownership, seat: number): Generator<Step<Ownership>> {
    const player = state.players[seat];
    if (player === undefined) return;
    const { row } = state;
    const becomes = (changes: Partial<Player>, more: Partial<Ownership> = {}): Ownership => ({
      ...state,
      ...more,
      players: state.players.with(seat, { ...player, ...changes }),
    });
    if (player.pending === null && player.left > 0) {
      const id = `${seat === 0 ? 'a' : 'b'}${player.left}`;
      yield { name: `player ${seat} sends ${id}`, next: becomes({ pending: id, left: player.left - 1 }) };
    }
    if (row.status !== 'active') return;
    // A player may suspect any owner, whether it is dead, frozen or alive.
    if (player.read === null && mayBePlaced(state) && row.attempt + 1 < state.scripts.length)
      yield { name: `player ${seat} wants back`, next: becomes({ read: readOf(row) }) };
    if (player.read === null) return;
    const won = isAsRead(row, player.read) || defects.racingRejoins === true;
    const attempt = row.attempt + 1;
    yield won && attempt < state.scripts.length
      ? {
          name: `player ${seat} begins placement ${attempt}`,
          next: becomes({ read: null }, { row: { ...row, attempt, hosting: 'placing' } }),
        }
      : { name: `player ${seat} follows another rejoin`, next: becomes({ read: null }) };
  }

  function* sweepSteps(state: Ownership, index: number): Generator<Step<Ownership>> {
    const sweep = state.sweeps[index];
    if (sweep === undefined) return;
    const { log, row } = state;
    const name = `sweep ${index}`;
    const becomes = (changes: Partial<Sweep>, more: Partial<Ownership> = {}): Ownership => ({
      ...state,
      ...more,
      sweeps: state.sweeps.with(index, { ...sweep, ...changes }),
    });
    const gone = isOver(state.scripts[row.attempt]) || defects.hastySweeps === true;
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
        if (hasEnded(log.slice(0, sweep.known)))
          yield { name: `${name} stops`, next: becomes({ stage: 'ended', known: 0, epoch: 0 }) };
        else if (log.length !== sweep.known)
          yield { name: `${name} reads again`, next: becomes({ stage: 'behind', known: 0 }) };
        else {
          const epoch = newestEpoch(log) + 1;
          const longer: readonly Entry[] = [...log, { kind: 'claim', epoch, id: 'claim' }];
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
          const end: Entry = { kind: 'end', epoch: sweep.epoch, id: 'end' };
          yield {
            name: `${name} ends the match`,
            next: becomes({ stage: 'ended', known: 0, epoch: 0 }, { log: [...log, end] }),
          };
        }
        return;
      case 'ended':
        yield {
          name: `${name} records the result`,
          next: becomes({ stage: 'over', known: 0, epoch: 0 }, recorded(state)),
        };
        return;
      case 'over':
    }
  }

  /** The result transaction: conditional on the row. */
  function recorded({ row, results }: Ownership): Partial<Ownership> {
    if (row.status === 'finished' && defects.blindResults !== true) return {};
    return { row: { ...row, status: 'finished' }, results: results + 1 };
  }

  return { initial, steps, problem, problemAtEnd, key };
}

/** A process that will never write again, as far as GameLift knows. */
const isOver = (script: Script | undefined): boolean =>
  script?.stage === 'dead' || script?.stage === 'silent';

/** A match may be placed again when a process hosts it, or when its last placement failed. */
const mayBePlaced = ({ row, scripts }: Ownership): boolean =>
  row.epoch > 0 && (row.hosting === 'live' || isOver(scripts[row.attempt]));

const readOf = ({ attempt, hosting, epoch }: Read): Read => ({ attempt, hosting, epoch });
const isAsRead = (row: Read, read: Read): boolean =>
  row.attempt === read.attempt && row.hosting === read.hosting && row.epoch === read.epoch;

function acknowledge({ players }: Ownership, seat: number, id: Id): Pick<Ownership, 'players'> {
  const player = players[seat];
  if (player === undefined) return { players };
  const acknowledged = player.acknowledged.includes(id) ? player.acknowledged : [...player.acknowledged, id];
  return { players: players.with(seat, { ...player, pending: null, acknowledged }) };
}

const newestEpoch = (log: readonly Entry[]): number => Math.max(0, ...log.map(({ epoch }) => epoch));
const hasEnded = (log: readonly Entry[]): boolean => log.some(({ kind }) => kind === 'end');

/** Sweeps are interchangeable: states that differ only in their order are equal. */
function key({ log, row, scripts, players, sweeps, results, crashes }: Ownership): string {
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
function problem({ log, players, results, scripts, row }: Ownership): string | undefined {
  let owner = 0;
  const ids = new Set<Id>();
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
function problemAtEnd({ players, row, scripts, sweeps, log }: Ownership): string | undefined {
  if (row.status === 'finished' || row.epoch === 0) return undefined;
  // The bounds are exhausted: the match waits for the next sweep, or for the next rejoin.
  if (sweeps.every(({ stage }) => stage === 'over') || scripts.every(isOver)) return undefined;
  const pending = players.filter((player) => player.pending !== null).length;
  return `the match waits for ever: ${pending} commands are pending, ${log.length} entries`;
}
