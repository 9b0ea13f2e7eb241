import { type ChanceState } from './chance';
import { type Seat } from '../ids';
import { type BotSeat, type CourseEntry } from './log';
import { type OpenOffer, type Past, type Match } from './match-state';
import { type GameResult } from '../game-rules';
import { type Clocks, clocksAfter, clocksAt } from './clock/clocks';
import { type Json, isSameJson } from '../json';
import { conductOf } from './conduct';
import { legalOf, resultIn } from './answers';
import { ask, RulesFailure } from './rules-failure';

/** The changes of an entry; every field that it does not name is unchanged. */
export interface Changes<State> {
  /** The game has a new state. */
  readonly moved?: { readonly state: State; readonly chance: ChanceState };
  readonly left?: readonly Seat[];
  readonly bots?: readonly BotSeat[];
  readonly offer?: OpenOffer | undefined;
  readonly offered?: readonly Seat[];
  /** The match ends, regardless of what the rules say about the state. */
  readonly result?: GameResult;
  /** The clocks, where they do not follow from the seats that acted. */
  readonly clocks?: Clocks;
  readonly past?: Past<State> | undefined;
  readonly absentMs?: readonly number[];
}

/**
 * The match after an entry with these changes.
 * @throws RulesFailure when the rules fail
 */
export function advance<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: CourseEntry,
  changes: Changes<State>,
): Match<State, Command, View> {
  const { rules } = match;
  const { sequence, at } = entry;
  const { state, chance } = changes.moved ?? match;
  const left = changes.left ?? match.left;
  const { result, toAct } =
    changes.result !== undefined
      ? { result: changes.result, toAct: [] }
      : changes.moved === undefined
        ? { result: undefined, toAct: match.toAct }
        : seatsToAct(match, state, left);
  const lost = entry.kind === 'timeout' && changes.result !== undefined ? entry.seats : [];
  // Each field by name: a copy by spread costs several times as much, and this runs for every command.
  return {
    rules,
    header: match.header,
    state,
    chance,
    sequence,
    ownership: match.ownership,
    toAct,
    choicesChangedAt:
      changes.moved === undefined ? match.choicesChangedAt : choicesChangedAt(match, entry, state, toAct),
    left,
    bots: changes.bots ?? match.bots,
    time: match.time,
    clocks: changes.clocks ?? clocksOf(match, entry, toAct, [...lost, ...left]),
    absentMs: changes.absentMs ?? match.absentMs,
    takebacks: match.takebacks,
    past: 'past' in changes ? changes.past : match.past,
    offer: result === undefined ? ('offer' in changes ? changes.offer : match.offer) : undefined,
    offered: changes.offered ?? match.offered,
    ending:
      result === undefined
        ? undefined
        : { result, endedAt: at, commands: sequence, conduct: conductOf(match, entry, left, lost) },
    abandoned: match.abandoned,
    log: match.log.extended(entry, rules.seen === undefined ? undefined : state),
  };
}

/**
 * The clocks after an entry: a command of the game ends a turn, other entries do not change them.
 * @param out seats without a further turn
 */
function clocksOf<State extends Json, Command extends Json, View extends Json>(
  { time, clocks, toAct: before }: Match<State, Command, View>,
  entry: CourseEntry,
  toAct: readonly Seat[],
  out: readonly Seat[],
): Clocks {
  const { at } = entry;
  if (entry.kind === 'timeout')
    return clocksAfter(time, clocks, { at, timedOut: entry.seats, lost: out, toAct });
  const { seat, lagMs = 0 } = entry;
  if (entry.action.kind === 'play') return clocksAfter(time, clocks, { at, by: seat, lagMs, toAct });
  return toAct === before ? clocksAt(clocks, at) : clocksAfter(time, clocks, { at, toAct });
}

/**
 * The result of a state, or the seats that may act in it.
 * @throws RulesFailure when the two contradict each other, or the result contradicts the match
 */
export function seatsToAct<State extends Json, Command extends Json, View extends Json>(
  match: RulesAndHeader<State, Command, View>,
  state: State,
  left: readonly Seat[],
): { readonly result: GameResult | undefined; readonly toAct: readonly Seat[] } {
  const result = resultOf(match, state);
  if (result !== undefined) return { result, toAct: [] };
  const { rules, header } = match;
  const toAct = ask('toAct', () => rules.toAct(state).filter((seat) => seat in header.seats));
  const present = left.length === 0 ? toAct : toAct.filter((seat) => !left.includes(seat));
  if (present.length === 0)
    throw new RulesFailure('toAct', new Error('no seat is to act, but the game has no result'));
  return { result, toAct: present };
}

/** The result of a state; undefined while the match continues. @throws RulesFailure */
export function resultOf<State extends Json, Command extends Json, View extends Json>(
  { rules, header }: RulesAndHeader<State, Command, View>,
  state: State,
): GameResult | undefined {
  return resultIn(rules, state, header.teams);
}

/**
 * A seat's options have changed when it played itself, when it became (or ceased to be) a seat to act, and
 * when its legal commands differ. So seats that choose at the same time do not disturb one another.
 */
function choicesChangedAt<State extends Json, Command extends Json, View extends Json>(
  { rules, header, state: before, toAct: actedBefore, choicesChangedAt: known }: Match<State, Command, View>,
  entry: CourseEntry,
  after: State,
  toAct: readonly Seat[],
): readonly number[] {
  return header.seats.map((_, seat) => {
    const [was, is] = [actedBefore.includes(seat), toAct.includes(seat)];
    const acted = entry.kind === 'timeout' ? entry.seats.includes(seat) : entry.seat === seat;
    const same =
      !acted && was === is && (!is || isSameJson(legalOf(rules, before, seat), legalOf(rules, after, seat)));
    return same ? (known[seat] ?? 0) : entry.sequence;
  });
}

/** The parts that decide about a state, besides the state itself. */
export type RulesAndHeader<State extends Json, Command extends Json, View extends Json> = Pick<
  Match<State, Command, View>,
  'rules' | 'header'
>;
