import { seatRangeOf, type TypedGame } from '../define';
import { type GameResult, type PlayRules } from '../game-rules';
import { type CommandId, type Seat } from '../ids';
import { type Json } from '../json';
import { drawnPlaces } from '../results';
import { Chance, type ChanceState, seededChance } from './chance';
import { Journal } from './journal';
import { type LogEntry, type MatchAction, type MatchHeader, type MatchOutcome } from './log';

/** An offer that waits for its answers. */
export interface OpenOffer {
  readonly offer: 'draw';
  readonly by: Seat;
  /** Seats that have accepted already; the offer holds once all others have. */
  readonly acceptedBy: readonly Seat[];
}

/**
 * A match at one moment: the fold of its commands. A value: nothing changes it, every accepted command makes
 * the next one.
 */
export interface Match<State extends Json, Command extends Json, View extends Json> {
  readonly rules: PlayRules<State, Command, View>;
  readonly header: MatchHeader;
  readonly state: State;
  readonly chance: ChanceState;
  /** Accepted commands so far; the sequence number of the newest. */
  readonly sequence: number;
  /** Sequence number of the newest command that changed the game (offers and answers do not). */
  readonly changedAt: number;
  readonly offer: OpenOffer | undefined;
  /** Seats that made an offer since they last played: one offer a turn, so that nobody is pestered. */
  readonly offered: readonly Seat[];
  readonly outcome: MatchOutcome | undefined;
  readonly journal: Journal;
}

/**
 * Why the engine refuses a command: a closed list (docs/realtime-messages.md says what a client does about
 * each).
 */
export const submissionRefusals = [
  'no-seat',
  'match-over',
  'not-your-turn',
  'stale-sequence',
  'sequence-ahead',
  'illegal-command',
  'offer-open',
  'offer-made',
  'no-offer',
] as const;
export type SubmissionRefusal = (typeof submissionRefusals)[number];

export interface Refused {
  readonly kind: 'refused';
  readonly code: SubmissionRefusal;
  readonly message: string;
  /** With `illegal-command`: the game's own code. */
  readonly rule?: string;
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
  | { readonly kind: 'accepted'; readonly entry: LogEntry; readonly match: Match<State, Command, View> }
  | { readonly kind: 'repeated'; readonly entry: LogEntry }
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
 *   that the game does not take, or options that it refuses
 */
export function openMatch<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, readOptions }: PlayableGame<State, Command, View, Options>,
  header: MatchHeader,
): Match<State, Command, View> {
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
  const read = readOptions(header.options);
  if ('problem' in read)
    throw new ReplayError('options', `the options: ${read.problem.field}: ${read.problem.message}`);
  const chance = new Chance(seededChance(header.seed));
  const state = rules.setup(chance, { seats, teams: header.teams, options: read.options });
  return {
    rules,
    header,
    state,
    chance: chance.state,
    sequence: 0,
    changedAt: 0,
    offer: undefined,
    offered: [],
    outcome: undefined,
    journal: Journal.empty,
  };
}

/**
 * What becomes of a command. The match given stays as it is: whoever cannot make the entry durable goes on
 * with the old match.
 * @param now epoch milliseconds
 */
export function submit<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, commandId, seenSequence, action }: Submission,
  now: number,
): Answer<State, Command, View> {
  if (!Number.isInteger(seat) || seat < 0 || seat >= match.header.seats.length)
    return refuse('no-seat', `there is no seat ${seat}`);
  const before = match.journal.find(seat, commandId);
  if (before !== undefined) return { kind: 'repeated', entry: before };
  if (match.outcome !== undefined)
    return refuse('match-over', `the match is over: ${match.outcome.result.reason}`);
  if (action.kind === 'play' && !match.rules.toAct(match.state).includes(seat))
    return refuse('not-your-turn', 'another seat is to move');
  if (seenSequence !== undefined) {
    if (seenSequence > match.sequence)
      return refuse(
        'sequence-ahead',
        `sequence ${seenSequence} was not reached yet: the match is at ${match.sequence}`,
      );
    if (seenSequence < match.changedAt)
      return refuse(
        'stale-sequence',
        `the game changed at ${match.changedAt}, you have seen ${seenSequence}: ask for what you missed`,
      );
  }
  return step(match, seat, commandId, action, now);
}

/**
 * The match after an entry of its log.
 * @throws ReplayError when the entry does not follow: wrong number, an id used before, or against the rules
 */
export function fold<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
): Match<State, Command, View> {
  const { sequence, seat, commandId } = entry;
  if (sequence !== match.sequence + 1)
    throw new ReplayError('gap', `entry ${sequence} cannot follow entry ${match.sequence}`, sequence);
  if (!Number.isInteger(seat) || seat < 0 || seat >= match.header.seats.length)
    throw new ReplayError(
      'illegal-entry',
      `entry ${sequence} is of seat ${seat}, which the match does not have`,
      sequence,
    );
  if (match.journal.find(seat, commandId) !== undefined)
    throw new ReplayError(
      'duplicate-command',
      `entry ${sequence} repeats command ${commandId} of seat ${seat}`,
      sequence,
    );
  const answer =
    match.outcome !== undefined
      ? refuse('match-over', `the match ended with entry ${match.sequence}`)
      : step(match, seat, commandId, entry.action, entry.at);
  if (answer.kind === 'refused')
    throw new ReplayError(
      'illegal-entry',
      `entry ${sequence} of seat ${seat} is refused: ${answer.code}: ${answer.message}`,
      sequence,
    );
  return answer.match;
}

/**
 * The match that a log tells of: any number of entries from the first on.
 * @throws ReplayError
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

type Step<State extends Json, Command extends Json, View extends Json> = Exclude<
  Answer<State, Command, View>,
  { kind: 'repeated' }
>;

function refuse(code: SubmissionRefusal, message: string, rule?: string): Refused {
  return rule === undefined ? { kind: 'refused', code, message } : { kind: 'refused', code, message, rule };
}

/** The one place where a match moves on: for new commands and for the log alike. */
function step<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  commandId: CommandId,
  action: SubmittedAction,
  at: number,
): Step<State, Command, View> {
  switch (action.kind) {
    case 'play':
      return play(match, seat, commandId, action.command, at);
    case 'resign':
      return accept(match, seat, commandId, action, at, { result: lostBy(match, seat, 'resigned') });
    case 'abandon':
      return accept(match, seat, commandId, action, at, {
        result: action.everyone === true ? allDraw(match, 'abandoned') : lostBy(match, seat, 'abandoned'),
      });
    case 'offer': {
      if (match.offer !== undefined)
        return refuse('offer-open', `seat ${match.offer.by} has an offer open: answer it first`);
      if (match.offered.includes(seat))
        return refuse('offer-made', 'you have made an offer since you last moved');
      return accept(match, seat, commandId, action, at, {
        offer: { offer: action.offer, by: seat, acceptedBy: [] },
        offered: [...match.offered, seat],
      });
    }
    case 'answer': {
      const { offer } = match;
      if (offer === undefined || offer.by === seat || offer.acceptedBy.includes(seat))
        return refuse('no-offer', 'no offer waits for your answer');
      if (!action.accept) return accept(match, seat, commandId, action, at, { offer: undefined });
      const acceptedBy = [...offer.acceptedBy, seat];
      if (acceptedBy.length < match.header.seats.length - 1)
        return accept(match, seat, commandId, action, at, { offer: { ...offer, acceptedBy } });
      return accept(match, seat, commandId, action, at, {
        offer: undefined,
        result: allDraw(match, 'agreed'),
      });
    }
  }
}

function play<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  commandId: CommandId,
  given: unknown,
  at: number,
): Step<State, Command, View> {
  const { rules } = match;
  const read = rules.parseCommand(given);
  if ('illegal' in read) return refuse('illegal-command', read.illegal.message, read.illegal.code);
  const chance = new Chance(match.chance);
  const applied = rules.apply(match.state, seat, read.command, chance);
  if ('illegal' in applied) return refuse('illegal-command', applied.illegal.message, applied.illegal.code);
  // An offer stands until a seat that it was made to moves instead of answering.
  const offer = match.offer !== undefined && match.offer.by !== seat ? undefined : match.offer;
  return accept(match, seat, commandId, { kind: 'play', command: read.command }, at, {
    state: applied.state,
    chance: chance.state,
    changed: true,
    offer,
    offered: match.offered.length === 0 ? match.offered : match.offered.filter((other) => other !== seat),
    result: rules.result(applied.state),
  });
}

interface Changes<State> {
  readonly state?: State;
  readonly chance?: ChanceState;
  readonly changed?: boolean;
  readonly offer?: OpenOffer | undefined;
  readonly offered?: readonly Seat[];
  readonly result?: GameResult | undefined;
}

function accept<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  commandId: CommandId,
  action: MatchAction,
  at: number,
  changes: Changes<State>,
): Step<State, Command, View> {
  const sequence = match.sequence + 1;
  const entry: LogEntry = { sequence, commandId, seat, at, action };
  const { result } = changes;
  return {
    kind: 'accepted',
    entry,
    match: {
      rules: match.rules,
      header: match.header,
      state: changes.state === undefined ? match.state : changes.state,
      chance: changes.chance ?? match.chance,
      sequence,
      changedAt: changes.changed === true || result !== undefined ? sequence : match.changedAt,
      offer: result === undefined && 'offer' in changes ? changes.offer : undefined,
      offered: changes.offered ?? match.offered,
      outcome: result === undefined ? undefined : { result, endedAt: at, commands: sequence },
      journal: match.journal.extended(entry),
    },
  };
}

/** The result when a seat leaves and the match ends: its team is last, the others share the first place. */
function lostBy(
  { header: { teams } }: { readonly header: MatchHeader },
  loser: Seat,
  reason: string,
): GameResult {
  const others = teams.filter((team) => team !== teams[loser]).length;
  return { places: teams.map((team) => (team === teams[loser] ? others + 1 : 1)), reason };
}

function allDraw({ header }: { readonly header: MatchHeader }, reason: string): GameResult {
  return { places: drawnPlaces(header.seats.length), reason };
}
