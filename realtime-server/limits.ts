import { type LaunchParameters } from '../contract/launch-parameters';

/** All timeouts and limits of the script. */
export interface ScriptLimits {
  /**
   * A seat whose player never came is given up after this. A reservation of the service lives 60 s; a player
   * may come with a second one.
   */
  readonly arrivalMs: number;
  /** The total time that a seat may be away during a match. Absent: the game's setting. */
  readonly awayMs?: number;
  /** A match of days sleeps when no player has been connected for this time. */
  readonly sleepMs: number;
  /** The time after the result in which players can read it, before the process ends. */
  readonly lingerMs: number;
  /** The maximum number of unanswered messages of one connection; more are refused. */
  readonly pendingMessages: number;
  /** Pauses between attempts to store a command; after the last the command is refused with `try-again`. */
  readonly commandRetriesMs: readonly number[];
  /**
   * Pauses between attempts of calls that must succeed (claiming the match, recording the result); the last
   * one repeats.
   */
  readonly vitalRetriesMs: readonly number[];
  /** The match is given up when it cannot be claimed for this time. */
  readonly claimMs: number;
  /** A result that cannot be recorded for this time is left to the next process that claims the match. */
  readonly recordMs: number;
  /** The timeout of processEnding. */
  readonly endingMs: number;
  /** The time that rules get for one message; slower rules end the match. */
  readonly rulesMs: number;
  /** The maximum time that rules get for the whole log, when a process takes the match over. */
  readonly replayMs: number;
  /** Pauses while a player session is unknown. */
  readonly seatRetriesMs: readonly number[];
}

export const defaultScriptLimits: ScriptLimits = {
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

/** The limits, with the overrides of the launch parameters. */
export function limitsOf({ patience }: Pick<LaunchParameters, 'patience'>): ScriptLimits {
  const milliseconds = (seconds: number | undefined, otherwise: number): number =>
    seconds === undefined ? otherwise : seconds * 1000;
  return {
    ...defaultScriptLimits,
    arrivalMs: milliseconds(patience?.arrivalSeconds, defaultScriptLimits.arrivalMs),
    ...(patience?.awaySeconds === undefined ? {} : { awayMs: patience.awaySeconds * 1000 }),
    lingerMs: milliseconds(patience?.lingerSeconds, defaultScriptLimits.lingerMs),
    rulesMs: milliseconds(patience?.rulesSeconds, defaultScriptLimits.rulesMs),
  };
}
