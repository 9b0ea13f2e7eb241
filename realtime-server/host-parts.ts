import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type Match } from '../core/match/match';
import { type Attendance } from './attendance';
import { type BotSeats } from './bot-seats';
import { type Surroundings } from './host';
import { type InOrder } from './in-order';
import { type LogWriter } from './log-writer';
import { type SleepTimer } from './sleep-timer';
import { type Timekeeping } from './timekeeping';
import { type MessageSender } from './message-sender';

/** The parts that the course of a hosted match, its players and its end share. */
export interface HostParts<State extends Json, Command extends Json, View extends Json> {
  readonly around: Surroundings;
  readonly log: LogWriter;
  readonly sender: MessageSender;
  readonly attendance: Attendance;
  /** The seats of connections. One that was replaced keeps its seat here until it has ended. */
  readonly seatOf: ReadonlyMap<number, Seat>;
  /** Messages of players, and all else that changes the match, one after another. */
  readonly order: InOrder;
  readonly time: Timekeeping<State, Command, View>;
  readonly bots: BotSeats<State, Command, View>;
  readonly sleepTimer: SleepTimer;
  readonly current: CurrentMatch<State, Command, View>;
}

/** The match as it stands now: each entry replaces it. */
export class CurrentMatch<State extends Json, Command extends Json, View extends Json> {
  constructor(public match: Match<State, Command, View>) {}

  get id(): string {
    return this.match.header.matchId;
  }
}

/** Stops all timers of a match. */
export function stopTimers<State extends Json, Command extends Json, View extends Json>({
  attendance,
  sleepTimer,
  time,
  bots,
}: HostParts<State, Command, View>): void {
  attendance.stop();
  sleepTimer.stop();
  time.stop();
  bots.stop();
}
