import { ReplayError, type PlayableGame, openMatch } from './open-match';
import { type Match, type Submission, type SubmissionEffect } from './match-state';
import { type Json } from '../json';
import { clocksAt, clocksResumed, isTooLate } from './clock/clocks';
import {
  type CommandEntry,
  type CourseEntry,
  type LogEntry,
  type MatchHeader,
  type TimeoutEntry,
} from './log';
import { refuse, type Refused } from './refusal';
import { RulesFailure, type RulesFunction } from './rules-failure';
import { step, type Step } from './step';
import { isSameTimeout, timeOut, timeoutEffectOn } from './timeout';

export { ReplayError, type PlayableGame, openMatch } from './open-match';

export {
  type OpenOffer,
  type Match,
  type SubmittedAction,
  type Submission,
  type SubmissionEffect,
} from './match-state';

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
): SubmissionEffect<State, Command, View> {
  const { seat, commandId, action } = submission;
  if (!isSeatOf(match, seat)) return refuse('no-seat', `seat ${seat} is not a seat of the match`);
  const before = match.log.find(seat, commandId);
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
    const { game } = match.header;
    const message = `the rules of ${game} failed at this command: the match continues without it`;
    return { kind: 'refused', code: 'rules-failed', message, failure: error };
  }
}

/** The engine's own reason to refuse a command, before the rules are asked. */
function refusalOf<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  { seat, seenSequence, action, lagMs = 0 }: Submission,
  at: number,
): Refused | undefined {
  if (match.ending !== undefined)
    return refuse('match-over', `the match is over: ${match.ending.result.reason}`);
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
 * @throws ReplayError when the entry does not follow: by its number, by an id used before, by an epoch that
 *   is not the next, or by the rules. RulesFailure when the rules fail
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
      if (match.ending !== undefined) throw wrong(entry, 'illegal-entry', 'ends a match that has its result');
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
  if (match.log.find(seat, commandId) !== undefined)
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
    log: match.log.extended(entry, undefined),
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
