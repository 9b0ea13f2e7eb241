import { leastTimeOfTurn, type TimeControl, timeControlProblem } from './time-control';

/**
 * The effects of a timeout on its seat. `lose`: the seat leaves the match. `skip`: its turn is skipped
 * (`rules.skip`). `random`, `bot`: a command is played for it, drawn at random or chosen by the game's bot.
 */
export const timeoutEffects = ['lose', 'skip', 'random', 'bot'] as const;
export type TimeoutEffect = (typeof timeoutEffects)[number];

/** All parameters of the clocks of a match. */
export interface TimeRules {
  readonly control: TimeControl;
  readonly onTimeout: TimeoutEffect;
  /** ms of the first turn after which a seat counts as one that never played: the match is void. */
  readonly firstTurnMs: number;
  /** ms that a seat may be away over the whole match. */
  readonly absenceMs: number;
}

/** The time rules that a game declares; every field may be absent. */
export interface TimeChoices {
  readonly onTimeout?: TimeoutEffect;
  readonly firstTurnMs?: number;
  readonly absenceMs?: number;
}

/** Numbers that hold for every match, in milliseconds unless said otherwise. */
export const timeDefaults = {
  /** Longest wait for a command in a match without a clock. */
  idleMs: 600_000,
  firstTurnMs: 120_000,
  /** Absence: this share of the base time, and at least `absenceMs`. */
  absenceShare: 0.2,
  absenceMs: 90_000,
  /** An absence up to this long never ends a match, even with the budget used up. */
  leastAbsenceMs: 10_000,
  /** After a server was lost, clocks run again this long after the next one is ready: time to reconnect. */
  resumeGraceMs: 10_000,
  /** Limit of such times in a match; servers lost after that give no time to reconnect. */
  maxResumeGraces: 3,
  /** After a takeback, a seat has at least this, unless it had less before. */
  takebackFloorMs: 10_000,
  /** Consecutive timeouts that are tolerated where a timeout does not lose. */
  forgivenTimeouts: 2,
  /** Lag compensation: maximum in one turn, the quota at the start, and the limit of its growth. */
  lagQuotaMs: 1000,
  /** Lag compensation: growth of the quota with each command. */
  lagRefillMs: 100,
} as const;

const choiceLimits = {
  firstTurnMs: { least: 10_000, most: 3_600_000 },
  absenceMs: { least: 10_000, most: 86_400_000 },
} as const;

/** A seat that was skipped needs this much time for its next turn, or it could never act again. */
const leastAfterTimeout = 1000;

/** The time rules of a match, complete. */
export function timeRulesOf(control: TimeControl, choices: TimeChoices = {}): TimeRules {
  const base = 'baseMs' in control ? control.baseMs : 0;
  return {
    control,
    onTimeout: choices.onTimeout ?? 'lose',
    firstTurnMs: choices.firstTurnMs ?? timeDefaults.firstTurnMs,
    absenceMs:
      choices.absenceMs ?? Math.max(timeDefaults.absenceMs, Math.round(base * timeDefaults.absenceShare)),
  };
}

/**
 * Checks time rules.
 * @param able the abilities of the game: `skip` in its rules, a bot
 * @returns one sentence that names the field and the fix; undefined when they are valid
 */
export function timeRulesProblem(
  { control, onTimeout, firstTurnMs, absenceMs }: TimeRules,
  able: { readonly skip: boolean; readonly bot: boolean },
): string | undefined {
  const problem = timeControlProblem(control);
  if (problem !== undefined) return `timeControl: ${problem}`;
  for (const [field, value] of Object.entries({ firstTurnMs, absenceMs })) {
    const { least, most } = choiceLimits[field === 'absenceMs' ? 'absenceMs' : 'firstTurnMs'];
    if (!Number.isInteger(value) || value < least || value > most)
      return `${field} is ${value}: write a whole number from ${least} to ${most}`;
  }
  if (!timeoutEffects.includes(onTimeout))
    return `onTimeout is ${JSON.stringify(onTimeout)}: write one of ${timeoutEffects.join(', ')}`;
  if (onTimeout === 'lose') return undefined;
  if (onTimeout === 'skip' && !able.skip)
    return 'onTimeout is "skip", but the rules have no skip: write rules.skip, or choose another effect';
  if (onTimeout === 'bot' && !able.bot)
    return 'onTimeout is "bot", but the game has no bot: write one, or choose another effect';
  const least = leastTimeOfTurn(control);
  if (least < leastAfterTimeout)
    return (
      `onTimeout is "${onTimeout}", but timeControl leaves ${least} ms for the turn after a timeout: at ` +
      `least ${leastAfterTimeout} ms are needed`
    );
  return undefined;
}
