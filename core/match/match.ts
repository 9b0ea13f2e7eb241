import { seatRangeOf, type TypedGame } from '../define';
import { type PlayRules } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { Chance, type ChanceState, seededChance } from './chance';
import { type Clocks, clocksAt, clocksResumed, isTooLate, startClocks } from './clock/clocks';
import { type TimeRules } from './clock/time-rules';
import { noConduct } from './conduct';
import { Journal } from './journal';
import {
  type AbandonReason,
  type BotSeat,
  type CommandEntry,
  type CourseEntry,
  type LogEntry,
  type MatchAction,
  type MatchHeader,
  type MatchOutcome,
  type OfferKind,
  type Ownership,
  ownershipOf,
  type TimeoutEntry,
} from './log';
import { refuse, type Refused } from './refusal';
import { ask, RulesFailure, type RulesFunction } from './rules-failure';
import { seatsToAct, step, type Step } from './step';
import { type Past } from './takeback';
import { isSameTimeout, timeOut, timeoutEffectOn } from './timeout';

/** An offer that is waiting for answers. */
export interface OpenOffer {
  readonly offer: OfferKind;
  readonly by: Seat;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Seats that have accepted already; the offer holds once all others have. */
  readonly acceptedBy: readonly Seat[];
}

/** A match at one moment: the fold of its log. It is immutable: every entry gives a new match. */
export interface Match<State extends Json, Command extends Json, View extends Json> {
  readonly rules: PlayRules<State, Command, View>;
  readonly header: MatchHeader;
  readonly state: State;
  readonly chance: ChanceState;
  /** Sequence number of the newest entry of the log; 0 before the first. */
  readonly sequence: number;
  readonly ownership: Ownership;
  /** Seats that may command now; empty once the match is over. */
  readonly toAct: readonly Seat[];
  /**
   * For each seat: sequence number of the newest entry that changed its options. A command that was chosen
   * before it is stale.
   */
  readonly choicesChangedAt: readonly number[];
  /** Seats that have left while the others play on, in the order of their leaving. */
  readonly left: readonly Seat[];
  /** Seats that bots play now. */
  readonly bots: readonly BotSeat[];
  /** The clock rules. */
  readonly time: TimeRules;
  readonly clocks: Clocks;
  /** Completed absences of each seat in ms; seat 0 first. */
  readonly absentMs: readonly number[];
  /** True when the game has takebacks. */
  readonly takebacks: boolean;
  /** The match before its newest command, while a takeback can reach it. */
  readonly past: Past<State> | undefined;
  readonly offer: OpenOffer | undefined;
  /**
   * Seats that made an offer since they last played: one offer a turn, so that a player cannot spam the
   * others.
   */
  readonly offered: readonly Seat[];
  readonly outcome: MatchOutcome | undefined;
  /** Why the match ended without a result, if it did. */
  readonly abandoned: AbandonReason | undefined;
  /** States are kept only for rules that need them to show a command (`seen`). */
  readonly journal: Journal<State>;
}

/** What a seat wants to do; a `play` holds the client's JSON, read here by the game's rules. */
export type SubmittedAction =
  Exclude<MatchAction, { kind: 'play' }> | { readonly kind: 'play'; readonly command: unknown };

export interface Submission {
  readonly seat: Seat;
  /** The client's own id: the same id from the same seat is the same command, even when it arrives again. */
  readonly commandId: CommandId;
  /** The newest sequence number that the client knew when it chose the command. */
  readonly seenSequence?: number;
  /** Round trip of the seat in ms, as the server measured it. */
  readonly lagMs?: number;
  readonly action: SubmittedAction;
}

export type Answer<State extends Json, Command extends Json, View extends Json> =
  | { readonly kind: 'accepted'; readonly entry: CommandEntry; readonly match: Match<State, Command, View> }
  | { readonly kind: 'repeated'; readonly entry: CommandEntry }
  /** The rules cannot continue this match: it must end without a result. */
  | { readonly kind: 'failed'; readonly failure: RulesFailure }
  | Refused;

/** A log that does not belong to this match: `code` says why, `sequence` where. */
export class ReplayError extends Error {
  constructor(
    readonly code:
      | 'wrong-game'
      | 'rules-version'
      | 'wrong-seats'
      | 'options'
      | 'gap'
      | 'duplicate-command'
      | 'wrong-owner'
      | 'illegal-entry',
    message: string,
    readonly sequence?: number,
  ) {
    super(message);
    this.name = 'ReplayError';
  }
}

/** The parts of a game that the engine needs: its rules, the reader of its options, and its time rules. */
export type PlayableGame<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> = Pick<TypedGame<State, Command, View, Options>, 'rules' | 'readOptions' | 'timeRules' | 'takebacks'>;

/**
 * A match before its first command.
 * @throws ReplayError when the header names another game, another version of the rules, a number of seats
 *   that the game does not take, or options that it refuses; RulesFailure when the rules fail
 */
export function openMatch<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, readOptions, timeRules, takebacks }: PlayableGame<State, Command, View, Options>,
  header: MatchHeader,
): Match<State, Command, View> {
  checkHeader(rules, header);
  const read = readOptions(header.options);
  if ('problem' in read)
    throw new ReplayError('options', `the options: ${read.problem.field}: ${read.problem.message}`);
  const chance = new Chance(seededChance(header.seed));
  const setup = { seats: header.seats.length, teams: header.teams, options: read.options };
  const state = ask('setup', () => rules.setup(chance, setup));
  const { result, toAct } = seatsToAct({ rules, header }, state, []);
  const time = timeRules(read.options);
  return {
    rules,
    header,
    state,
    chance: chance.state,
    sequence: 0,
    ownership: ownershipOf([]),
    toAct,
    choicesChangedAt: header.seats.map(() => 0),
    left: [],
    bots: header.bots,
    time,
    clocks: startClocks(time, header.seats.length, toAct, header.startedAt),
    absentMs: header.seats.map(() => 0),
    takebacks,
    past: undefined,
    offer: undefined,
    offered: [],
    outcome:
      result === undefined
        ? undefined
        : { result, endedAt: header.startedAt, commands: 0, conduct: noConduct(header.seats.length) },
    abandoned: undefined,
    journal: Journal.empty<State>(),
  };
}

function checkHeader<State extends Json, Command extends Json, View extends Json>(
  rules: PlayRules<State, Command, View>,
  header: MatchHeader,
): void {
  if (header.game !== rules.name)
    throw new ReplayError('wrong-game', `the match is of ${header.game}, the rules are of ${rules.name}`);
  if (header.rulesVersion !== rules.version) {
    throw new ReplayError(
      'rules-version',
      `the match was begun under version ${header.rulesVersion} of ${rules.name}, these rules are version ${rules.version}`,
    );
  }
  const seats = header.seats.length;
  const { min, max } = seatRangeOf(rules);
  if (seats < min || seats > max)
    throw new ReplayError(
      'wrong-seats',
      `${rules.name} has ${min === max ? min : `${min} to ${max}`} seats, the match has ${seats}`,
    );
  if (header.teams.length !== seats)
    throw new ReplayError('wrong-seats', `the match has ${seats} seats, but teams of ${header.teams.length}`);
  const isTeam = (team: number, seat: number): boolean =>
    rules.teams === true ? Number.isInteger(team) && team >= 0 : team === seat;
  if (!header.teams.every(isTeam))
    throw new ReplayError(
      'wrong-seats',
      `the seats of ${rules.name} are of the teams ${header.teams.join(', ')}: ${rules.teams === true ? 'teams are numbered from 0' : 'every seat is a team of its own'}`,
    );
}

/** Functions whose failure concerns one command: that command is refused, and the match continues. */
export const failsOneCommand: ReadonlySet<RulesFunction> = new Set<RulesFunction>([
  'parseCommand',
  'apply',
  'seen',
]);

/**
 * Submits a command. The given match is unchanged: a caller that cannot make the entry durable keeps the old
 * match. Never throws what the rules throw.
 * @param arrivedAt epoch milliseconds at which the command reached the server, regardless of how long it
 * waited since; the log's own time never decreases
 */
export function submit<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  submission: Submission,
  arrivedAt: number,
): Answer<State, Command, View> {
  const { seat, commandId, action } = submission;
  if (!isSeatOf(match, seat)) return refuse('no-seat', `seat ${seat} is not a seat of the match`);
  const before = match.journal.find(seat, commandId);
  if (before !== undefined) return { kind: 'repeated', entry: before };
  const { lagMs = 0 } = submission;
  const arrived = { seat, commandId, at: Math.max(arrivedAt, match.clocks.at), lagMs };
  const refused = refusalOf(match, submission, arrived.at);
  if (refused !== undefined) return refused;
  try {
    return step(match, arrived, action);
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    if (!failsOneCommand.has(error.rulesFunction)) return { kind: 'failed', failure: error };
    const message = `the rules of ${match.header.game} failed at this command: the match continues without it`;
    return { kind: 'refused', code: 'rules-failed', message, failure: error };
  }
}

/** The engine's own reason to refuse a command, before the rules are asked. */
function refusalOf<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, seenSequence, action, lagMs = 0 }: Submission,
  at: number,
): Refused | undefined {
  if (match.outcome !== undefined)
    return refuse('match-over', `the match is over: ${match.outcome.result.reason}`);
  if (match.abandoned !== undefined) return refuse('match-over', 'the match ended without a result');
  if (match.left.includes(seat)) return refuse('seat-out', 'your seat has left the match');
  if (action.kind === 'play' && !match.toAct.includes(seat))
    return refuse('not-your-turn', 'another seat is to move');
  // Entries that the match itself writes for a seat are exempt from the seat's deadline.
  const own = action.kind !== 'return' && action.kind !== 'abandon' && action.kind !== 'bot';
  if (own && isTooLate(match.time, match.clocks, seat, at, lagMs))
    return refuse('out-of-time', 'your time was up when this came');
  if (seenSequence === undefined) return undefined;
  if (seenSequence > match.sequence)
    return refuse(
      'sequence-ahead',
      `sequence ${seenSequence} was not reached yet: the match is at ${match.sequence}`,
    );
  const changedAt = match.choicesChangedAt[seat] ?? 0;
  return seenSequence < changedAt
    ? refuse(
        'stale-sequence',
        `what you may do changed at ${changedAt}, you have seen ${seenSequence}: ask for what you missed`,
      )
    : undefined;
}

/**
 * The match after an entry of its log.
 * @throws ReplayError when the entry does not follow: wrong number, an id used before, an epoch that is not
 *   the next, or against the rules; RulesFailure when the rules fail
 */
export function fold<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
): Match<State, Command, View> {
  if (entry.sequence !== match.sequence + 1)
    throw wrong(entry, 'gap', `cannot follow entry ${match.sequence}`);
  if (match.abandoned !== undefined)
    throw wrong(entry, 'illegal-entry', 'cannot follow the end of the match');
  switch (entry.kind) {
    case 'command':
      return foldCommand(match, entry);
    case 'timeout':
      return foldTimeout(match, entry);
    case 'claim':
    case 'sleep': {
      const { epoch } = match.ownership;
      if (entry.epoch !== epoch + 1)
        throw wrong(entry, 'wrong-owner', `has epoch ${entry.epoch}, after epoch ${epoch}`);
      // Clocks keep running while a match sleeps; the time of a lost server is not charged to any seat.
      const lost = entry.kind === 'claim' && !match.ownership.asleep;
      return follow(match, entry, {
        ownership: { epoch: entry.epoch, asleep: entry.kind === 'sleep' },
        clocks: lost
          ? clocksResumed(match.clocks, entry.at, entry.aliveAt)
          : clocksAt(match.clocks, entry.at),
      });
    }
    case 'end':
      if (match.outcome !== undefined)
        throw wrong(entry, 'illegal-entry', 'ends a match that has its result');
      return follow(match, entry, { abandoned: entry.reason, toAct: [], offer: undefined });
  }
}

function foldCommand<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: CommandEntry,
): Match<State, Command, View> {
  const { seat, commandId } = entry;
  if (!isSeatOf(match, seat))
    throw wrong(entry, 'illegal-entry', `is of seat ${seat}, which the match does not have`);
  if (match.journal.find(seat, commandId) !== undefined)
    throw wrong(entry, 'duplicate-command', `repeats command ${commandId} of seat ${seat}`);
  const answer: Step<State, Command, View> =
    refusalOf(match, entry, entry.at) ?? step(match, entry, entry.action);
  if (answer.kind === 'refused')
    throw wrong(entry, 'illegal-entry', `of seat ${seat} is refused: ${answer.code}: ${answer.message}`);
  return answer.match;
}

/** A timeout is valid only where the clocks of the log agree. */
function foldTimeout<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: TimeoutEntry,
): Match<State, Command, View> {
  const { at, seats, commands } = entry;
  const effect = timeoutEffectOn(match, seats, at);
  const refused = (why: string) =>
    wrong(entry, 'illegal-entry', `is a timeout of seats ${seats.join(' ')}: ${why}`);
  if (effect === undefined) throw refused('their clocks say otherwise');
  const answer = timeOut(match, { seats, effect }, at, commands);
  if (answer.kind === 'failed') throw answer.failure;
  if (!isSameTimeout(answer.entry, entry)) throw refused('the commands played for them are others');
  return answer.match;
}

const wrong = ({ sequence }: LogEntry, code: ReplayError['code'], why: string): ReplayError =>
  new ReplayError(code, `entry ${sequence} ${why}`, sequence);

/** The match after an entry in which the rules have no part. */
function follow<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: Exclude<LogEntry, CourseEntry>,
  changes: Partial<
    Pick<Match<State, Command, View>, 'ownership' | 'abandoned' | 'toAct' | 'offer' | 'clocks'>
  >,
): Match<State, Command, View> {
  return {
    ...match,
    ...changes,
    sequence: entry.sequence,
    journal: match.journal.extended(entry, undefined),
  };
}

/**
 * The match of a log: any number of entries from the first on.
 * @throws ReplayError
 * RulesFailure
 */
export function replay<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: PlayableGame<State, Command, View, Options>,
  header: MatchHeader,
  log: Iterable<LogEntry>,
): Match<State, Command, View> {
  let match = openMatch(game, header);
  for (const entry of log) match = fold(match, entry);
  return match;
}

const isSeatOf = ({ header }: { readonly header: MatchHeader }, seat: number): boolean =>
  Number.isInteger(seat) && seat >= 0 && seat < header.seats.length;
