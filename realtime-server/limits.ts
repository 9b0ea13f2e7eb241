import { type LaunchParameters } from '../contract/launch-parameters';

/** Everything that the script waits for or counts, in one table. */
export interface Limits {
  /**
   * A seat that never came is given up after this. A reservation of the service lives 60 s; a player may come
   * with a second one.
   */
  readonly arrivalMs: number;
  /** A seat may be away for so long over the whole match. Absent: as the game says. */
  readonly awayMs?: number;
  /** A match of days sleeps when no player has been connected for so long. */
  readonly sleepMs: number;
  /** After the result, players have this long to read it before the process ends. */
  readonly lingerMs: number;
  /** Unanswered messages of one connection; more are refused. */
  readonly pendingMessages: number;
  /** Pauses between attempts to store a command; after the last the command is refused with `try-again`. */
  readonly commandRetriesMs: readonly number[];
  /**
   * Pauses between attempts at what must succeed (claiming the match, recording the result); the last one
   * repeats.
   */
  readonly vitalRetriesMs: readonly number[];
  /** The match is given up when it cannot be claimed for this long. */
  readonly claimMs: number;
  /** A result that cannot be recorded for this long is left to the next process that claims the match. */
  readonly recordMs: number;
  /** The service has this long to answer processEnding. */
  readonly endingMs: number;
  /** The rules have this long for one message; rules that need longer end the match. */
  readonly rulesMs: number;
  /** The rules have at most this long for the whole log, when a process takes the match over. */
  readonly replayMs: number;
  /** Pauses while a player session is not known yet. */
  readonly seatRetriesMs: readonly number[];
}

export const defaultLimits: Limits = {
  arrivalMs: 90_000,
  sleepMs: 30_000,
  lingerMs: 15_000,
  pendingMessages: 32,
  commandRetriesMs: [25, 50, 100, 200, 400, 800],
  vitalRetriesMs: [50, 100, 200, 400, 800, 1600, 3200],
  claimMs: 30_000,
  recordMs: 600_000,
  endingMs: 5000,
  rulesMs: 5000,
  replayMs: 30_000,
  seatRetriesMs: [50, 100, 200, 400, 800],
};

/** The limits with what the launch parameters say otherwise. */
export function limitsOf({ patience }: Pick<LaunchParameters, 'patience'>): Limits {
  const milliseconds = (seconds: number | undefined, otherwise: number): number =>
    seconds === undefined ? otherwise : seconds * 1000;
  return {
    ...defaultLimits,
    arrivalMs: milliseconds(patience?.arrivalSeconds, defaultLimits.arrivalMs),
    ...(patience?.awaySeconds === undefined ? {} : { awayMs: patience.awaySeconds * 1000 }),
    lingerMs: milliseconds(patience?.lingerSeconds, defaultLimits.lingerMs),
    rulesMs: milliseconds(patience?.rulesSeconds, defaultLimits.rulesMs),
  };
}
