export type Id = string;

/** An entry of the log of the one match in the model. */
export interface ModelEntry {
  readonly kind: 'claim' | 'play' | 'end';
  readonly epoch: number;
  /** Of a command: the player's own id for it. */
  readonly id: Id;
}

/** A script process that hosts the match, or did so. */
export interface ModelScript {
  readonly stage:
    'absent' | 'starting' | 'claiming' | 'owner' | 'appending' | 'doubting' | 'silent' | 'fooled' | 'dead';
  readonly epoch: number;
  /** Entries of the log that it has folded. */
  readonly known: number;
  readonly put: ModelEntry | null;
}

/** A player with commands to send, one at a time. */
export interface ModelPlayer {
  /** Commands that it has not sent yet. */
  readonly left: number;
  /** The command that it sends until it knows that it was accepted. */
  readonly pending: Id | null;
  readonly acknowledged: readonly Id[];
  /** The row as a running rejoin has read it. */
  readonly read: Read | null;
}

/** The fields of the row that a rejoin compares when it begins a placement. */
export type Read = Pick<ModelState['row'], 'attempt' | 'hosting' | 'epoch'>;

/** The sweeper that may end the match. */
export interface ModelSweep {
  readonly stage: 'idle' | 'behind' | 'read' | 'claimed' | 'ended' | 'over';
  readonly known: number;
  readonly epoch: number;
}

/** One state of the model; equal states are visited once. */
export interface ModelState {
  readonly log: readonly ModelEntry[];
  readonly row: {
    readonly status: 'active' | 'finished';
    readonly attempt: number;
    readonly hosting: 'placing' | 'live';
    /** The script that the row names. */
    readonly script: number;
    readonly epoch: number;
  };
  readonly scripts: readonly ModelScript[];
  readonly players: readonly ModelPlayer[];
  readonly sweeps: readonly ModelSweep[];
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

/** The size of the model. Each state within it is visited. */
export interface Bounds {
  readonly processes: number;
  readonly commandsEach: number;
  readonly crashes: number;
  readonly sweeps: number;
}

/** The parameters of the steps besides the state. */
export interface Protocol {
  /** Commands after which the match ends. */
  readonly commands: number;
  readonly defects: Defects;
}

export const absent: ModelScript = { stage: 'absent', epoch: 0, known: 0, put: null };

/** A process that will never write again, as far as GameLift knows. */
export const willNotWrite = (script: ModelScript | undefined): boolean =>
  script?.stage === 'dead' || script?.stage === 'silent';

export const logHasEnd = (log: readonly ModelEntry[]): boolean => log.some(({ kind }) => kind === 'end');
export const newestEpoch = (log: readonly ModelEntry[]): number =>
  Math.max(0, ...log.map(({ epoch }) => epoch));

export function acknowledge({ players }: ModelState, seat: number, id: Id): Pick<ModelState, 'players'> {
  const player = players[seat];
  if (player === undefined) return { players };
  const acknowledged = player.acknowledged.includes(id) ? player.acknowledged : [...player.acknowledged, id];
  return { players: players.with(seat, { ...player, pending: null, acknowledged }) };
}

/** The result transaction: conditional on the row. */
export function recorded({ row, results }: ModelState, defects: Defects): Partial<ModelState> {
  if (row.status === 'finished' && defects.blindResults !== true) return {};
  return { row: { ...row, status: 'finished' }, results: results + 1 };
}
