import { type Seat } from '../ids';
import { isSameJson, type Json } from '../json';
import { MatchChance } from './chance';
import { nextDeadline, timedOutAt } from './clock/clocks';
import { isFirstTurn } from './clock/seat-clock';
import { timeDefaults, type TimeoutEffect } from './clock/time-rules';
import { lostTogether, resultOfLeaving } from './leaving';
import { type TimeoutEntry } from './log';
import { type Match } from './match-state';
import { legalOf } from './answers';
import { ask, RulesFailure } from './rules-failure';
import { leaveMatch, readApplied } from './step';
import { advance, type Changes } from './advance';

/** Seats whose time is up at the same moment, and the effect. */
export interface DueTimeout {
  /** Lowest first. */
  readonly seats: readonly Seat[];
  /** `lose`: they leave the match. Otherwise the match continues without their turn. */
  readonly effect: TimeoutEffect;
}

/**
 * The timeout that is due at a moment; undefined when none is. Timers, sweepers and commands by REST all call
 * this: only the clocks of the log count.
 *
 * A seat leaves where the game says `lose`, at its first turn, and after several consecutive timeouts.
 * @param lagOf round trip of a seat as the server measured it, ms: its command may still be on the way
 */
export function timeoutDue<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  at: number,
  lagOf: (seat: Seat) => number = () => 0,
): DueTimeout | undefined {
  if (isOver(match)) return undefined;
  const seats = timedOutAt(match.time, match.clocks, at, lagOf);
  if (seats.length === 0) return undefined;
  const losing = seats.filter((seat) => isLosing(match, seat));
  if (losing.length > 0) return { seats: losing, effect: 'lose' };
  return { seats, effect: match.time.onTimeout };
}

/**
 * The effect of a timeout of these seats at a moment. Undefined when it is not due: the match is over, a seat
 * still had time, or only some of them would leave.
 */
export function timeoutEffectOn<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seats: readonly Seat[],
  at: number,
): TimeoutEffect | undefined {
  const out = isOver(match) ? [] : timedOutAt(match.time, match.clocks, at);
  if (seats.length === 0 || !seats.every((seat) => out.includes(seat))) return undefined;
  const losing = seats.filter((seat) => isLosing(match, seat)).length;
  if (losing === 0) return match.time.onTimeout;
  return losing === seats.length ? 'lose' : undefined;
}

function isLosing<State extends Json, Command extends Json, View extends Json>(
  { time, clocks }: Match<State, Command, View>,
  seat: Seat,
): boolean {
  const clock = clocks.seats[seat];
  return (
    clock === undefined ||
    time.onTimeout === 'lose' ||
    isFirstTurn(time, clock) ||
    clock.timeouts >= timeDefaults.forgivenTimeouts
  );
}

/**
 * Epoch ms of the next timeout if nothing happens before; null when there will be none.
 * @param lagOf as in `timeoutDue`
 */
export function nextTimeout<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  lagOf?: (seat: Seat) => number,
): number | null {
  return isOver(match) ? null : nextDeadline(match.time, match.clocks, lagOf);
}

const isOver = ({ ending, abandoned }: { readonly ending: unknown; readonly abandoned: unknown }): boolean =>
  ending !== undefined || abandoned !== undefined;

/** The outcome of a timeout. */
export type TimedOut<State extends Json, Command extends Json, View extends Json> =
  | { readonly kind: 'accepted'; readonly entry: TimeoutEntry; readonly match: Match<State, Command, View> }
  /** The rules cannot continue this match: it must end without a result. */
  | { readonly kind: 'failed'; readonly failure: RulesFailure };

/**
 * The match after a timeout that is due. Never throws what the rules throw.
 * @param due as `timeoutDue` gave it for this match
 * @param chosen with effect `bot`: a command for each of the seats, in their order. Where one is missing or
 *   illegal, the first legal command is played
 */
export function timeOut<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  due: DueTimeout,
  at: number,
  chosen: readonly Json[] = [],
): TimedOut<State, Command, View> {
  try {
    return timeOutBy(match, due, at, chosen);
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    return { kind: 'failed', failure: error };
  }
}

/** The same. @throws RulesFailure when the rules fail */
function timeOutBy<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seats, effect }: DueTimeout,
  moment: number,
  chosen: readonly Json[],
): Extract<TimedOut<State, Command, View>, { kind: 'accepted' }> {
  const at = Math.max(moment, match.clocks.at);
  const base = { kind: 'timeout' as const, sequence: match.sequence + 1, at, seats };
  if (effect === 'lose')
    return { kind: 'accepted', entry: base, match: advance(match, base, lose(match, seats)) };
  const { moved, commands } = playWithout(match, seats, effect, chosen);
  const entry: TimeoutEntry = effect === 'skip' ? base : { ...base, commands };
  const { offer } = match;
  return {
    kind: 'accepted',
    entry,
    match: advance(match, entry, {
      moved,
      past: undefined,
      offer: offer !== undefined && seats.some((seat) => seat !== offer.by) ? undefined : offer,
    }),
  };
}

/** Seats leave at the same moment. */
function lose<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seats: readonly Seat[],
): Changes<State> {
  const { header, rules } = match;
  const teams = new Set(seats.map((seat) => header.teams[seat]));
  const isLast = header.teams.every((team, seat) => teams.has(team) || match.left.includes(seat));
  // As when all players are gone: the seats that stayed to the last share the first place.
  if (isLast) return { result: resultOfLeaving(header.teams, match.left, 'timeout') };
  return rules.leave === undefined
    ? { result: lostTogether(header.teams, seats, 'timeout') }
    : leaveMatch(match, seats, 'timeout');
}

/**
 * The match continues without the turns of these seats: they are skipped, or a command is played for each.
 */
function playWithout<State extends Json, Command extends Json, View extends Json>(
  { rules, state: before, chance: drawn }: Match<State, Command, View>,
  seats: readonly Seat[],
  effect: 'skip' | 'random' | 'bot',
  chosen: readonly Json[],
): { readonly moved: NonNullable<Changes<State>['moved']>; readonly commands: readonly Json[] } {
  const chance = new MatchChance(drawn);
  const commands: Json[] = [];
  let state = before;
  for (const [index, seat] of seats.entries()) {
    // The command played for an earlier seat may have ended this seat's turn.
    if (!ask('toAct', () => rules.toAct(state)).includes(seat)) {
      commands.push(null);
      continue;
    }
    if (effect === 'skip') {
      state = ask('skip', () => rules.skip?.(state, seat, chance) ?? state);
      continue;
    }
    const played = playFor(
      rules,
      state,
      seat,
      chance,
      effect === 'random' ? 'draw' : { chosen: chosen[index] },
    );
    state = played.state;
    commands.push(played.command);
  }
  return { moved: { state, chance: chance.state }, commands };
}

/**
 * A command for a seat: drawn from the match's randomness, or chosen; the first legal one where the choice
 * fails.
 */
function playFor<State extends Json, Command extends Json, View extends Json>(
  rules: Match<State, Command, View>['rules'],
  state: State,
  seat: Seat,
  chance: MatchChance,
  how: 'draw' | { readonly chosen: Json | undefined },
): { readonly state: State; readonly command: Json } {
  if (how !== 'draw' && how.chosen !== undefined) {
    const applied = readApplied(rules, state, seat, how.chosen, chance);
    if ('state' in applied) return applied;
  }
  const legal = legalOf(rules, state, seat);
  const command = legal[how === 'draw' && legal.length > 0 ? chance.below(legal.length) : 0];
  if (command === undefined)
    throw new RulesFailure('legalCommands', new Error(`seat ${seat} is to act, but has no legal command`));
  const applied = readApplied(rules, state, seat, command, chance);
  if ('state' in applied) return applied;
  throw new RulesFailure('apply', new Error(`a legal command is refused: ${applied.illegal.message}`));
}

/** True when an entry equals the timeout that the engine computes. */
export const isSameTimeout = (one: TimeoutEntry, other: TimeoutEntry): boolean =>
  one.at === other.at &&
  isSameJson(one.seats, other.seats) &&
  isSameJson(one.commands ?? null, other.commands ?? null);
