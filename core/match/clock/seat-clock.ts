import { dayMs, type TimeControl } from './time-control';
import { timeDefaults, type TimeRules } from './time-rules';

/** The clock of one seat: its remaining time, and since when it runs. */
export interface SeatClock {
  /** Main time at the start of the running turn, or now while the clock stands; 0 for kinds without. */
  readonly mainMs: number;
  /** Byo-yomi: periods left, the running one among them; 0 for other kinds. */
  readonly periods: number;
  /**
   * Epoch ms from which the running turn is charged (can lie in the future); null while the seat is not to
   * act.
   */
  readonly runsSince: number | null;
  /** ms of the running turn that were charged before `runsSince`. */
  readonly spentMs: number;
  /** Days of vacation that were added to the running turn, as ms. */
  readonly extraMs: number;
  /** Vacation days taken: the year of the match, and how many in it. */
  readonly vacation: { readonly year: number; readonly days: number };
  /** Commands of the seat itself. */
  readonly commands: number;
  /** Timeouts since the seat last acted itself. */
  readonly timeouts: number;
  /** Lag, in ms, that can still be compensated. */
  readonly lagQuotaMs: number;
}

/** The clock of a seat before the match. @param runsSince null: it stands */
export function newSeatClock(control: TimeControl, runsSince: number | null): SeatClock {
  return {
    mainMs: 'baseMs' in control ? control.baseMs : 0,
    periods: control.kind === 'byo-yomi' ? control.periods : 0,
    runsSince,
    spentMs: 0,
    extraMs: 0,
    vacation: { year: 0, days: 0 },
    commands: 0,
    timeouts: 0,
    lagQuotaMs: timeDefaults.lagQuotaMs,
  };
}

/**
 * True while the first turn runs: it costs no time and earns no increment. With a clock of days it counts
 * like any other.
 */
export const isFirstTurn = ({ control }: TimeRules, { commands }: SeatClock): boolean =>
  commands === 0 && control.kind !== 'days';

/** ms that the running turn may take; after one more, the time is up. */
export function allowedMs(rules: TimeRules, clock: SeatClock): number {
  const { control } = rules;
  if (isFirstTurn(rules, clock)) return rules.firstTurnMs;
  switch (control.kind) {
    case 'none':
      return control.idleMs ?? timeDefaults.idleMs;
    case 'per-turn':
      return control.turnMs;
    case 'fischer':
      return clock.mainMs;
    case 'bronstein':
    case 'us-delay':
      return clock.mainMs + control.delayMs;
    case 'byo-yomi':
      return clock.mainMs + clock.periods * control.periodMs;
    case 'days':
      return control.daysPerTurn * dayMs + clock.extraMs;
  }
}

/** Epoch ms of the last moment in time, before lag compensation; null while the clock stands. */
export function deadlineOf(rules: TimeRules, clock: SeatClock): number | null {
  return clock.runsSince === null ? null : clock.runsSince + allowedMs(rules, clock) - clock.spentMs;
}

/**
 * Lag, in ms, that is compensated in the running turn.
 * @param lagMs round trip as the server measured it
 */
export function allowanceOf({ lagQuotaMs }: SeatClock, lagMs: number): number {
  return Math.min(Math.max(0, lagMs), lagQuotaMs);
}

/**
 * ms of the running turn that are charged at a moment; 0 while the clock stands.
 * @param lagMs round trip as the server measured it
 */
export function usedMs(clock: SeatClock, at: number, lagMs = 0): number {
  const { runsSince, spentMs } = clock;
  return runsSince === null ? 0 : spentMs + Math.max(0, at - runsSince - allowanceOf(clock, lagMs));
}

/** The remaining time after a turn that took `used`, without what the turn earns. */
export function charged(
  { control }: TimeRules,
  { mainMs, periods }: SeatClock,
  used: number,
): Pick<SeatClock, 'mainMs' | 'periods'> {
  switch (control.kind) {
    case 'none':
    case 'per-turn':
    case 'days':
      return { mainMs, periods };
    case 'fischer':
      return { mainMs: Math.max(0, mainMs - used), periods };
    case 'bronstein':
    case 'us-delay':
      return { mainMs: Math.max(0, mainMs - Math.max(0, used - control.delayMs)), periods };
    case 'byo-yomi': {
      const over = used - mainMs;
      if (over <= 0) return { mainMs: mainMs - used, periods };
      // A command in the last moment of a period is within it.
      const lost = Math.ceil(over / control.periodMs) - 1;
      return { mainMs: 0, periods: Math.max(0, periods - lost) };
    }
  }
}

/** The clock of a seat whose turn begins. */
export function turnBegun(clock: SeatClock, at: number): SeatClock {
  const { mainMs, periods, spentMs, extraMs, vacation, commands, timeouts, lagQuotaMs } = clock;
  return { mainMs, periods, runsSince: at, spentMs, extraMs, vacation, commands, timeouts, lagQuotaMs };
}

/** How a turn ends. */
export interface TurnEnd {
  readonly at: number;
  /**
   * `command`: by the seat itself. `timeout`: it was skipped, or a command was played for it. `loss`: its
   * time was up, and it has lost. `others`: by an action of another seat.
   */
  readonly by: 'command' | 'timeout' | 'loss' | 'others';
  /** Round trip as the server measured it, ms. */
  readonly lagMs: number;
  /** True when the same seat acts again: its next turn runs at once, and an increment is earned later. */
  readonly actsAgain: boolean;
}

/** The clock of a seat after its turn. */
export function turnEnded(
  rules: TimeRules,
  clock: SeatClock,
  { at, by, lagMs, actsAgain }: TurnEnd,
): SeatClock {
  const own = by === 'command';
  const free = isFirstTurn(rules, clock);
  const { mainMs, periods } = free ? clock : charged(rules, clock, usedMs(clock, at, own ? lagMs : 0));
  // A seat that was skipped has the increment for its next turn.
  const earns = !actsAgain && !free && (own || by === 'timeout');
  const earned = rules.control.kind === 'fischer' && earns ? rules.control.incrementMs : 0;
  const forgiven =
    own && !free && clock.runsSince !== null
      ? Math.min(allowanceOf(clock, lagMs), Math.max(0, at - clock.runsSince))
      : 0;
  return {
    mainMs: mainMs + earned,
    periods,
    runsSince: actsAgain ? at : null,
    spentMs: 0,
    extraMs: 0,
    vacation: clock.vacation,
    commands: own ? clock.commands + 1 : clock.commands,
    timeouts: own ? 0 : by === 'others' ? clock.timeouts : clock.timeouts + 1,
    lagQuotaMs: own
      ? Math.min(timeDefaults.lagQuotaMs, clock.lagQuotaMs - forgiven + timeDefaults.lagRefillMs)
      : clock.lagQuotaMs,
  };
}
