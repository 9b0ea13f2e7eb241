import { seatRangeOf, type TypedGame } from '../define';
import { type PlayRules } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { Chance, type ChanceState, seededChance } from './chance';
import { noConduct } from './conduct';
import { Journal } from './journal';
import {
  type AbandonReason,
  type CommandEntry,
  type LogEntry,
  type MatchAction,
  type MatchHeader,
  type MatchOutcome,
  type Ownership,
  ownershipOf,
} from './log';
import { refuse, type Refused } from './refusal';
import { ask, RulesFailure, type RulesFunction } from './rules-failure';
import { seatsToAct, step, type Step } from './step';

/** An offer that waits for its answers. */
export interface OpenOffer {
  readonly offer: 'draw';
  readonly by: Seat;
  /** Seats that have accepted already; the offer holds once all others have. */
  readonly acceptedBy: readonly Seat[];
}

/**
 * A match at one moment: the fold of its log. A value: nothing changes it, every entry makes the next
 * one.
 */
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
   * For each seat: sequence number of the newest entry that changed what it may do. A command that was chosen
   * before it is stale.
   */
  readonly choicesChangedAt: readonly number[];
  /** Seats that have left while the others play on, in the order of their leaving. */
  readonly left: readonly Seat[];
  readonly offer: OpenOffer | undefined;
  /** Seats that made an offer since they last played: one offer a turn, so that nobody is pestered. */
  readonly offered: readonly Seat[];
  readonly outcome: MatchOutcome | undefined;
  /** Why the match ended without a result, if it did. */
  readonly abandoned: AbandonReason | undefined;
  /** It keeps states only for rules that need them to tell a command (`seen`). */
  readonly journal: Journal<State>;
}

/** What a seat wants to do; a `play` holds the client's JSON, read here by the game's rules. */
export type SubmittedAction =
  Exclude<MatchAction, { kind: 'play' }> | { readonly kind: 'play'; readonly command: unknown };

export interface Submission {
  readonly seat: Seat;
  /** The client's own id: the same id from the same seat is the same command, however often it comes. */
  readonly commandId: CommandId;
  /** The newest sequence number that the client knew when it chose. */
  readonly seenSequence?: number;
  readonly action: SubmittedAction;
}

export type Answer<State extends Json, Command extends Json, View extends Json> =
  | { readonly kind: 'accepted'; readonly entry: CommandEntry; readonly match: Match<State, Command, View> }
  | { readonly kind: 'repeated'; readonly entry: CommandEntry }
  /** The rules cannot go on with this match: it must end without a result. */
  | { readonly kind: 'failed'; readonly failure: RulesFailure }
  | Refused;

/** A log that cannot be this match's: `code` says in which way, `sequence` where. */
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

/** What the engine needs of a game: how to play it, and how to read the options of a match. */
export type PlayableGame<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> = Pick<TypedGame<State, Command, View, Options>, 'rules' | 'readOptions'>;

/**
 * A match before its first command.
 * @throws ReplayError when the header names another game, another version of the rules, a number of seats
 *   that the game does not take, or options that it refuses; RulesFailure when the rules fail
 */
export function openMatch<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, readOptions }: PlayableGame<State, Command, View, Options>,
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

/** Functions whose failure concerns one command: it is refused, and the match goes on. */
const failsOneCommand: ReadonlySet<RulesFunction> = new Set<RulesFunction>(['parseCommand', 'apply', 'seen']);

/**
 * What becomes of a command. The match given stays as it is: a caller that cannot make the entry durable goes
 * on with the old match. Never throws what the rules throw.
 * @param now epoch milliseconds
 */
export function submit<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  submission: Submission,
  now: number,
): Answer<State, Command, View> {
  const { seat, commandId, action } = submission;
  if (!isSeatOf(match, seat)) return refuse('no-seat', `seat ${seat} is not a seat of the match`);
  const before = match.journal.find(seat, commandId);
  if (before !== undefined) return { kind: 'repeated', entry: before };
  const refused = refusalOf(match, submission);
  if (refused !== undefined) return refused;
  try {
    return step(match, seat, commandId, action, now);
  } catch (error) {
    if (!(error instanceof RulesFailure)) throw error;
    if (!failsOneCommand.has(error.rulesFunction)) return { kind: 'failed', failure: error };
    const message = `the rules of ${match.header.game} failed at this command: the match goes on without it`;
    return { kind: 'refused', code: 'rules-failed', message, failure: error };
  }
}

/** What the engine itself has against a command, before the rules are asked. */
function refusalOf<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, seenSequence, action }: Submission,
): Refused | undefined {
  if (match.outcome !== undefined)
    return refuse('match-over', `the match is over: ${match.outcome.result.reason}`);
  if (match.abandoned !== undefined) return refuse('match-over', 'the match ended without a result');
  if (match.left.includes(seat)) return refuse('seat-out', 'your seat has left the match');
  if (action.kind === 'play' && !match.toAct.includes(seat))
    return refuse('not-your-turn', 'another seat is to move');
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
 * @throws ReplayError when the entry does not follow: wrong number, an id used before, an epoch that is not the
 *   next, or against the rules; RulesFailure when the rules fail
 */
export function fold<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
): Match<State, Command, View> {
  const { sequence } = entry;
  const wrong = (code: ReplayError['code'], message: string) => new ReplayError(code, message, sequence);
  if (sequence !== match.sequence + 1)
    throw wrong('gap', `entry ${sequence} cannot follow entry ${match.sequence}`);
  if (match.abandoned !== undefined)
    throw wrong('illegal-entry', `entry ${sequence} cannot follow the end of the match`);
  switch (entry.kind) {
    case 'command':
      return foldCommand(match, entry);
    case 'claim':
    case 'sleep': {
      const { epoch } = match.ownership;
      if (entry.epoch !== epoch + 1)
        throw wrong('wrong-owner', `entry ${sequence} has epoch ${entry.epoch}, after epoch ${epoch}`);
      return follow(match, entry, { ownership: { epoch: entry.epoch, asleep: entry.kind === 'sleep' } });
    }
    case 'end':
      if (match.outcome !== undefined)
        throw wrong('illegal-entry', `entry ${sequence} ends a match that has its result`);
      return follow(match, entry, { abandoned: entry.reason, toAct: [], offer: undefined });
  }
}

function foldCommand<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: CommandEntry,
): Match<State, Command, View> {
  const { sequence, seat, commandId } = entry;
  const wrong = (code: ReplayError['code'], message: string) => new ReplayError(code, message, sequence);
  if (!isSeatOf(match, seat))
    throw wrong('illegal-entry', `entry ${sequence} is of seat ${seat}, which the match does not have`);
  if (match.journal.find(seat, commandId) !== undefined)
    throw wrong('duplicate-command', `entry ${sequence} repeats command ${commandId} of seat ${seat}`);
  const answer: Step<State, Command, View> =
    refusalOf(match, { seat, commandId, action: entry.action }) ??
    step(match, seat, commandId, entry.action, entry.at);
  if (answer.kind === 'refused')
    throw wrong(
      'illegal-entry',
      `entry ${sequence} of seat ${seat} is refused: ${answer.code}: ${answer.message}`,
    );
  return answer.match;
}

/** The match after an entry that the rules have no part in. */
function follow<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: Exclude<LogEntry, CommandEntry>,
  changes: Partial<Pick<Match<State, Command, View>, 'ownership' | 'abandoned' | 'toAct' | 'offer'>>,
): Match<State, Command, View> {
  return {
    ...match,
    ...changes,
    sequence: entry.sequence,
    journal: match.journal.extended(entry, undefined),
  };
}

/**
 * The match that a log tells of: any number of entries from the first on.
 * @throws ReplayError | RulesFailure
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
