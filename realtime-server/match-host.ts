import { opCode } from '../contract/realtime/op-codes';
import { type RefusalCode } from '../contract/realtime/refusals';
import { writeToPlayer, type WrittenToPlayer } from '../contract/realtime/to-player';
import { readToScript, type ToScript } from '../contract/realtime/to-script';
import { commandId, type CommandId, type PlayerId, type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { type LogEntry } from '../core/match/log';
import { fold, type Match, type Refused, submit, type SubmittedAction } from '../core/match/match';
import { eventFor, eventsAfter, standingFor } from '../core/match/views';
import { outcomesOf } from '../core/results';
import { Attendance } from './attendance';
import { type Clock } from './clock';
import { InOrder } from './in-order';
import { type Limits } from './limits';
import { describe, type MatchLog } from './match-log';
import { type Logger } from './session';

/** Events in one message; more go into the next. */
const eventsPerMessage = 50;

/** What a host of a match needs from around it. */
export interface Surroundings {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly logger: Logger;
  /** Sends to one peer, reliably and in order; a peer that is gone is ignored. */
  send(peerId: number, opCode: number, payload: string): void;
  /** A new id for a command of the match's own. */
  newId(): string;
  /** The match needs this process no more, or must not be spoken for by it any more. */
  over(reason: string): void;
}

/** A match that runs, whatever its game. */
export interface MatchHost {
  /** A connection whose player is known takes the player's seat. @returns false when the player has none */
  join(peerId: number, playerId: PlayerId): boolean;
  /** A connection has ended. */
  leave(peerId: number): void;
  /** A message of a seated connection. Never throws. */
  receive(peerId: number, opCode: number, payload: Uint8Array): void;
  /** Refuses everything from now on; resolves when what was begun is done. */
  stop(): Promise<void>;
}

/**
 * Runs a match: commands strictly in order, each made durable before anyone hears of it.
 * @param opened the match as its log tells it
 * @param recorded true when its end is recorded already
 */
export function hostMatch<State extends Json, Command extends Json, View extends Json>(
  opened: Match<State, Command, View>,
  log: MatchLog,
  around: Surroundings,
  recorded = false,
): MatchHost {
  const { clock, limits, logger } = around;
  const { seats } = opened.header;
  const seatOf = new Map<number, Seat>();
  const pending = new Map<number, number>();
  let match = opened;
  let resultIsRecorded = recorded;
  /** `playing` until the result is on its way, `silent` once nothing may be said any more. */
  let phase: 'playing' | 'over' | 'silent' = 'playing';
  let recording: Promise<void> = Promise.resolve();
  let closing = false;

  const order = new InOrder((error) =>
    logger.error(
      `match ${match.header.matchId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ),
  );
  const attendance = new Attendance(seats.length, clock, limits, (seat) => order.add(() => giveUp(seat)));

  function say<Name extends keyof WrittenToPlayer>(
    peerId: number,
    kind: Name,
    fields: WrittenToPlayer[Name],
  ): void {
    if (phase !== 'silent') around.send(peerId, opCode[kind], writeToPlayer(kind, fields));
  }

  function refuse(
    peerId: number,
    code: RefusalCode,
    message: string,
    id: CommandId | null,
    rule: string | null = null,
  ): void {
    say(peerId, 'refused', { code, message, id, rule, sequence: match.sequence });
  }

  function tellPresence(seat: Seat): void {
    for (const other of attendance.here()) {
      if (other.seat !== seat) say(other.peerId, 'presence', { seat, ...attendance.of(seat) });
    }
  }

  function tellEvents(peerId: number, seat: Seat, after: number): void {
    const events = eventsAfter(match, after, seat);
    for (let start = 0; start === 0 || start < events.length; start += eventsPerMessage) {
      const last = start + eventsPerMessage >= events.length;
      say(peerId, 'events', {
        from: after + start + 1,
        events: events.slice(start, start + eventsPerMessage),
        standing: last ? standingFor(match, seat) : null,
      });
    }
  }

  /** The match moves on, and everybody at the table hears of it. */
  function moveOn(next: Match<State, Command, View>, entry: LogEntry): void {
    match = next;
    for (const { seat, peerId } of attendance.here()) {
      say(peerId, 'events', {
        from: entry.sequence,
        events: [eventFor(match, entry, seat)],
        standing: standingFor(match, seat),
      });
    }
    if (match.outcome !== undefined) recording = record();
  }

  /** Takes a command of a seat to its end. */
  async function take(
    seat: Seat,
    id: CommandId,
    action: SubmittedAction,
    seen?: number,
  ): Promise<LogEntry | Refused | 'try-again' | 'lost'> {
    for (;;) {
      const answer = submit(
        match,
        { seat, commandId: id, action, ...(seen === undefined ? {} : { seenSequence: seen }) },
        clock.now(),
      );
      if (answer.kind === 'refused') return answer;
      if (answer.kind === 'repeated') return answer.entry;
      const appended = await log.append(answer.entry);
      switch (appended.kind) {
        case 'stored':
          moveOn(answer.match, answer.entry);
          return answer.entry;
        case 'overtaken':
          moveOn(fold(match, appended.by), appended.by);
          break; // the command is judged again, by the match as it now stands
        case 'unavailable':
          return 'try-again';
        case 'lost':
          fallSilent(`another process owns match ${match.header.matchId}`);
          return 'lost';
      }
    }
  }

  async function handle(peerId: number, code: number, payload: Uint8Array): Promise<void> {
    if (phase === 'silent') return;
    const read = readToScript(code, payload);
    if ('unreadable' in read)
      return refuse(peerId, read.unreadable.code, read.unreadable.message, read.unreadable.id);
    const { message } = read;
    const seat = seatOf.get(peerId);
    if (seat === undefined)
      return refuse(peerId, 'not-seated', 'this connection has no seat in the match', idOf(message));
    if (attendance.peerOf(seat) !== peerId)
      return refuse(peerId, 'replaced', 'your seat has connected again since', idOf(message));
    if (message.kind === 'sync') return tellEvents(peerId, seat, Math.min(message.after, match.sequence));
    const known = match.sequence;
    const taken = await take(
      seat,
      message.id,
      actionOf(message),
      message.kind === 'command' ? message.seen : undefined,
    );
    if (taken === 'lost') return undefined;
    if (taken === 'try-again')
      return refuse(
        peerId,
        'try-again',
        'the command could not be stored just now: send it again with the same id',
        message.id,
      );
    if ('code' in taken) return refuse(peerId, taken.code, taken.message, message.id, taken.rule ?? null);
    // A repetition: whoever asks may have missed the answer, and what came after it.
    if (taken.sequence <= known) tellEvents(peerId, seat, taken.sequence - 1);
    return undefined;
  }

  /** A seat stayed away too long. */
  async function giveUp(seat: Seat): Promise<void> {
    if (phase !== 'playing' || match.outcome !== undefined || !attendance.isOverdue(seat)) return;
    const everyone = seats.every((_, other) => attendance.isOverdue(other));
    logger.info(`seat ${seat} of ${match.header.matchId} is given up${everyone ? ', as are all' : ''}`);
    const taken = await take(
      seat,
      commandId(around.newId()),
      everyone && seats.length > 1 ? { kind: 'abandon', everyone: true } : { kind: 'abandon' },
    );
    if (taken === 'try-again') return attendance.waitOn(seat, 1000);
    if (taken === 'lost') return undefined;
    attendance.giveUp(seat);
    tellPresence(seat);
    return undefined;
  }

  /** Records the end, says so, and leaves players a while to read it. */
  async function record(): Promise<void> {
    const { outcome } = match;
    if (outcome === undefined) return;
    if (!resultIsRecorded) {
      switch (await log.finish(outcome, () => phase !== 'silent')) {
        case 'recorded':
          break;
        case 'lost':
          return fallSilent(`another process owns match ${match.header.matchId}`);
        case 'unavailable':
          return fallSilent(
            `the result of match ${match.header.matchId} could not be recorded; its log is complete, and the next process that claims it will`,
          );
      }
      resultIsRecorded = true;
      logger.info(
        `match ${match.header.matchId} ended: ${outcome.result.reason}, places ${outcome.result.places.join(' ')}, ${outcome.commands} commands`,
      );
      for (const { peerId } of attendance.here()) say(peerId, 'result', resultOf());
    }
    if (phase !== 'playing') return;
    phase = 'over';
    attendance.stop();
    clock.after(limits.lingerMs, () => fallSilent('the match is over'));
    if (attendance.here().length === 0 && !recorded) fallSilent('the match is over and everybody has left');
  }

  function resultOf(): WrittenToPlayer['result'] {
    const { outcome } = match;
    if (outcome === undefined) throw new Error('the match has not ended');
    return {
      outcomes: outcomesOf(outcome.result, match.header.teams),
      reason: outcome.result.reason,
      endedAt: outcome.endedAt,
      commands: outcome.commands,
    };
  }

  function fallSilent(reason: string): void {
    if (phase === 'silent') return;
    phase = 'silent';
    attendance.stop();
    around.over(reason);
  }

  // A log that ended without its result being recorded: the process died in between, or the end is recorded
  // already.
  if (match.outcome !== undefined) recording = record();

  return {
    join(peerId, playerId) {
      const seat = seats.indexOf(playerId);
      if (seat === -1) return false;
      order.add(() => {
        if (phase === 'silent') return;
        seatOf.set(peerId, seat);
        const before = attendance.arrive(seat, peerId);
        // Said at once, so that a client that comes back by itself does not fight with the newer connection.
        if (before !== undefined && before !== peerId)
          refuse(before, 'replaced', 'your seat has connected again since', null);
        const { matchId, game, rulesVersion, startedAt } = match.header;
        say(peerId, 'welcome', {
          matchId,
          game,
          rulesVersion,
          seat,
          startedAt,
          seats: seats.map((player, other) => ({ playerId: player, ...attendance.of(other) })),
          sequence: match.sequence,
          standing: standingFor(match, seat),
          clocks: null,
          result: resultIsRecorded && match.outcome !== undefined ? resultOf() : null,
        });
        tellPresence(seat);
      });
      return true;
    },
    leave(peerId) {
      order.add(() => {
        const seat = seatOf.get(peerId);
        seatOf.delete(peerId);
        pending.delete(peerId);
        if (seat === undefined || attendance.peerOf(seat) !== peerId) return;
        attendance.depart(seat);
        if (phase === 'over') attendance.stop();
        tellPresence(seat);
        if (phase === 'over' && attendance.here().length === 0)
          fallSilent('the match is over and everybody has left');
      });
    },
    receive(peerId, code, payload) {
      if (closing) return refuse(peerId, 'closing', 'the session is ending: ask for the match again', null);
      const waiting = pending.get(peerId) ?? 0;
      if (waiting >= limits.pendingMessages)
        return refuse(
          peerId,
          'too-many',
          `at most ${limits.pendingMessages} messages may wait for an answer`,
          null,
        );
      pending.set(peerId, waiting + 1);
      order.add(async () => {
        try {
          await handle(peerId, code, payload);
        } catch (error) {
          logger.error(`message ${code} of peer ${peerId}: ${describe(error)}`);
          refuse(peerId, 'try-again', 'the message could not be handled', null);
        } finally {
          const left = (pending.get(peerId) ?? 1) - 1;
          if (left <= 0) pending.delete(peerId);
          else pending.set(peerId, left);
        }
      });
    },
    async stop() {
      closing = true;
      attendance.stop();
      await order.idle();
      if (match.outcome !== undefined) await recording;
      phase = 'silent';
    },
  };
}

function actionOf(message: Exclude<ToScript, { kind: 'sync' }>): SubmittedAction {
  switch (message.kind) {
    case 'command':
      return { kind: 'play', command: message.command };
    case 'resign':
      return { kind: 'resign' };
    case 'offer':
      return { kind: 'offer', offer: message.offer };
    case 'answer':
      return { kind: 'answer', offer: message.offer, accept: message.accept };
  }
}

const idOf = (message: ToScript): CommandId | null => (message.kind === 'sync' ? null : message.id);
