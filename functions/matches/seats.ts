import { type z } from '@hono/zod-openapi';
import { type matchSeatSchema, type seatCommandSchema } from '../../contract/rest/seats';
import { gameOfMatch } from '../../core/define';
import { commandId, type Seat } from '../../core/ids';
import { type SubmittedAction } from '../../core/match/match';
import { announcedResult } from '../../core/match/announced-result';
import { type Backend } from '../../definition';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { clocksDocument, endDocument, positionDocument } from './documents';
import { openWriter } from '../shared/matches/writer';
import { type MatchWriter, type WriterParts } from '../shared/matches/match-writer';

export interface SeatParts extends WriterParts {
  readonly matches: WriterParts['matches'] & Pick<MatchStore, 'log'>;
  readonly backend: Pick<Backend, 'games'>;
}

type SeatCommand = z.infer<typeof seatCommandSchema>;
type MatchSeat = z.infer<typeof matchSeatSchema>;

/**
 * The time that rules get for a whole log, or one command: the function has fifteen seconds for its answer.
 */
const rulesMs = 5_000;
/** How often other entries may come first while a command looks for its place in the log. */
const maxReads = 8;

/** A match as a seat sees it, folded from its log. */
export async function seatOfMatch(parts: SeatParts, match: MatchRecord, seat: Seat): Promise<MatchSeat> {
  return seatDocument(await writerOf(parts, match), seat, parts.now());
}

/**
 * Takes a command of a seat in a sleeping match: reads the log, folds it, and puts the command at the next
 * sequence number while the match has no owner. Where another entry came first, all of it is repeated.
 *
 * The command's id makes it idempotent. A client that never got the answer sends it again. So the result of a
 * match that the command ended is recorded even if a function died before it.
 * @throws ApiProblem `match-ended`, `match-live`, `command-refused`; `unavailable` when other entries came
 * first each time
 */
export async function commandSeat(
  parts: SeatParts,
  match: MatchRecord,
  seat: Seat,
  command: SeatCommand,
): Promise<MatchSeat & { accepted: number }> {
  const arrivedAt = parts.now();
  const id = commandId(command.commandId);
  const { action, seen } = submittedOf(command.action);
  for (let read = 0; read < maxReads; read += 1) {
    const writer = await writerOf(parts, match);
    if (writer.find(seat, id) === undefined) {
      if (writer.isOver) throw await recordEnd(writer);
      if (!writer.isAsleep) throw new ApiProblem('match-live');
    }
    const submission = { seat, commandId: id, action, ...(seen === undefined ? {} : { seenSequence: seen }) };
    const taken = await writer.take(submission, arrivedAt);
    switch (taken.kind) {
      case 'overtaken':
        continue;
      case 'ended':
        throw await recordEnd(writer);
      case 'refused': {
        if (writer.isOver) throw await recordEnd(writer);
        const { code, message, rule } = taken;
        const sequence = writer.show((now) => now.sequence);
        throw new ApiProblem('command-refused', message, {
          refusal: { code, message, sequence, ...(rule === undefined ? {} : { rule }) },
        });
      }
      case 'accepted':
      case 'repeated':
        // Where other entries were written in the meantime, all of it is repeated: the command is then a
        // repeated one.
        if ((await writer.catchUp(parts.now())) !== 'written') continue;
        await writer.recordResult();
        return { ...seatDocument(writer, seat, parts.now()), accepted: taken.entry.sequence };
    }
  }
  throw new ApiProblem('unavailable', undefined, {}, { 'retry-after': '1' });
}

/** The match has ended: its result is recorded, unless it already is. */
async function recordEnd(writer: MatchWriter): Promise<ApiProblem> {
  await writer.recordResult();
  return new ApiProblem('match-ended');
}

/** @throws Error when the backend does not have the match's game or version of the rules */
async function writerOf(parts: SeatParts, { header }: MatchRecord): Promise<MatchWriter> {
  const game = gameOfMatch(parts.backend.games, header);
  if (game === undefined)
    throw new Error(
      `match ${header.matchId} is of version ${header.rulesVersion} of ${header.game}, which is unknown`,
    );
  const entries = await parts.matches.log(header.matchId);
  return openWriter(parts, game, { header, entries }, rulesMs);
}

function submittedOf(action: SeatCommand['action']): {
  readonly action: SubmittedAction;
  readonly seen?: number;
} {
  if (action.kind !== 'play') return { action };
  const { kind, command, seen } = action;
  return { action: { kind, command }, seen };
}

function seatDocument(writer: MatchWriter, seat: Seat, now: number): MatchSeat {
  return writer.show((match) => ({
    matchId: match.header.matchId,
    seat,
    asleep: match.ownership.asleep,
    sequence: match.sequence,
    position: positionDocument(match, seat),
    clocks: clocksDocument(match, now),
    result:
      match.ending === undefined ? null : endDocument(announcedResult(match.ending, match.header.teams)),
    abandoned: match.abandoned ?? null,
  }));
}
