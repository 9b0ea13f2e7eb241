import { EventsWriter } from '../contract/realtime/events-writer';
import { type WrittenToPlayer } from '../contract/realtime/to-player';
import { type SeatCommand, type ToScript } from '../contract/realtime/to-script';
import { type CommandId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type LogEntry, type MatchEnding } from '../core/match/log';
import { type Match, type SubmittedAction } from '../core/match/match';
import { shownClock } from '../core/match/clock/clocks';
import { clocksForSeat, lagForSeat } from '../core/match/clock/clocks-for-seat';
import { seedHashOf } from '../core/match/seed';
import { announcedResult } from '../core/match/announced-result';
import { eventFor, eventsAfter, type HearFailure, positionFor, positionsFor } from '../core/match/views';
import { whyUnrated } from '../core/ranking/fairness';
import { type Attendance } from './attendance';

/** The maximum number of events in one message. */
const eventsPerMessage = 50;

/** The *result* message of a match that has ended. */
export const resultMessage = (ending: MatchEnding, teams: readonly number[]): WrittenToPlayer['result'] =>
  announcedResult(ending, teams);

/** The time and the receiver of a message, which the clocks in it depend on. */
export interface MessageContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Round trip of the receiver in ms; undefined until it is measured. */
  readonly lagMs: number | undefined;
}

/** The clocks of a match as a seat sees them; undefined in a match without a clock. */
export function clocksMessage<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  { now, lagMs }: MessageContext,
): WrittenToPlayer['clock'] | undefined {
  return match.time.control.kind === 'none' ? undefined : clocksForSeat(match, now, seat, lagMs);
}

/**
 * The *welcome* message of a seat.
 * @param result if it is recorded
 * @throws RulesFailure when the rules cannot show the state
 */
export function welcomeMessage<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  attendance: Attendance,
  result: WrittenToPlayer['result'] | null,
  { secret, ...context }: MessageContext & { readonly secret: string },
): WrittenToPlayer['welcome'] {
  const { matchId, game, rulesVersion, startedAt, seats, teams, options, origin, matchmaking, rated, seed } =
    match.header;
  const unratedBecause = whyUnrated(match.header);
  return {
    matchId,
    game,
    rulesVersion,
    seat,
    secret,
    startedAt,
    seats: seats.map((playerId, other) => ({
      playerId,
      team: teams[other] ?? other,
      ...attendance.of(other),
    })),
    options,
    origin,
    matchmaking,
    rated,
    ...(unratedBecause === undefined ? {} : { unratedBecause }),
    seedHash: seedHashOf(seed),
    sequence: match.sequence,
    position: positionFor(match, seat),
    clocks: clocksMessage(match, seat, context) ?? null,
    timeControl: match.time.control,
    takebacks: match.takebacks,
    result,
  };
}

/**
 * The *events* messages with the newest entry for several seats, as texts in their order.
 * @param lagOf round trip of a seat in ms; undefined until it is measured
 * @throws RulesFailure when the rules cannot show the state
 */
export function newestEvents<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
  seats: readonly Seat[],
  hear: HearFailure,
  now: number,
  lagOf: (seat: Seat) => number | undefined,
): readonly string[] {
  const { time, clocks } = match;
  const shown =
    time.control.kind === 'none' ? undefined : clocks.seats.map((clock) => shownClock(time, clock, now));
  const positions = positionsFor(match, seats);
  const writer = new EventsWriter();
  return seats.map((seat, index) => {
    const [from, events] = [entry.sequence, [eventFor(match, entry, seat, hear)]];
    const position = positions[index] ?? null;
    // By name, not by spread: this runs for every command and seat.
    return writer.write(
      shown === undefined
        ? { from, events, position }
        : {
            from,
            events,
            position,
            clocks: { now, seats: shown, lag: lagForSeat(clocks, seat, lagOf(seat)) },
          },
    );
  });
}

/**
 * The *events* messages with all entries that a seat lacks, at least one message.
 * @throws RulesFailure when the rules cannot show the state
 */
export function eventsMessages<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  after: number,
  seat: Seat,
  hear: HearFailure,
  context: MessageContext,
): readonly WrittenToPlayer['events'][] {
  const events = eventsAfter(match, after, seat, hear);
  const position = positionFor(match, seat);
  const clocks = clocksMessage(match, seat, context);
  const messages = Math.max(1, Math.ceil(events.length / eventsPerMessage));
  return Array.from({ length: messages }, (_, index) => {
    const start = index * eventsPerMessage;
    return {
      from: after + start + 1,
      events: events.slice(start, start + eventsPerMessage),
      position: index === messages - 1 ? position : null,
      ...(index === messages - 1 && clocks !== undefined ? { clocks } : {}),
    };
  });
}

/** The action of a player's message. */
export function actionOf(message: SeatCommand): SubmittedAction {
  switch (message.kind) {
    case 'command':
      return { kind: 'play', command: message.command };
    case 'resign':
      return { kind: 'resign' };
    case 'offer':
      return { kind: 'offer', offer: message.offer };
    case 'answer':
      return { kind: 'answer', offer: message.offer, accept: message.accept };
    case 'abort':
      return { kind: 'abort' };
    case 'vacation':
      return { kind: 'vacation', days: message.days };
  }
}

/** The sender's id of a command. */
export const idOf = (message: ToScript): CommandId | null => ('id' in message ? message.id : null);
