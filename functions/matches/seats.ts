import { type z } from '@hono/zod-openapi';
import { type matchSeatSchema, type seatCommandSchema } from '../../contract/rest/seats';
import { gameOfMatch } from '../../core/define';
import { commandId, type Seat } from '../../core/ids';
import { type SubmittedAction } from '../../core/match/match';
import { toldResult } from '../../core/match/told-result';
import { type Backend } from '../../definition';
import { type MatchRecord, type MatchStore } from '../../store/matches';
import { ApiProblem } from '../shared/http/problem';
import { clocksDocument, endDocument, standingDocument } from './documents';
import { type MatchWriter, openWriter, type WriterParts } from '../shared/matches/writer';

export interface SeatParts extends WriterParts {
  readonly matches: WriterParts['matches'] & Pick<MatchStore, 'log'>;
  readonly backend: Pick<Backend, 'games'>;
}

type SeatCommand = z.infer<typeof seatCommandSchema>;
type MatchSeat = z.infer<typeof matchSeatSchema>;

/**
 * The rules have this long for a whole log, or one command: the function has fifteen seconds for its answer.
 */
const rulesMilliseconds = 5_000;
/** Others may write so often while a command looks for its place in the log. */
const mostLooks = 8;

/** A match as a seat sees it, by its log. */
export async function seatOfMatch(parts: SeatParts, match: MatchRecord, seat: Seat): Promise<MatchSeat> {
  return seatDocument(await writerOf(parts, match), seat, parts.now());
}

/**
 * A command of a seat in a sleeping match: read, fold, put at the next number of the log while nobody owns
 * the match. Where another entry came first, all of it again.
 *
 * The id of the command makes it one, however often it is sent: whoever never got the answer sends it again,
 * and so the result of a match that it ended is recorded even if a function died before it.
 * @throws ApiProblem `match-ended`, `match-live`, `command-refused`; `unavailable` when others always came
 *   first
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
  for (let look = 0; look < mostLooks; look += 1) {
    const writer = await writerOf(parts, match);
    if (writer.find(seat, id) === undefined) {
      if (writer.isOver) throw await ended(writer);
      if (!writer.isAsleep) throw new ApiProblem('match-live');
    }
    const submission = { seat, commandId: id, action, ...(seen === undefined ? {} : { seenSequence: seen }) };
    const taken = await writer.take(submission, arrivedAt);
    switch (taken.kind) {
      case 'overtaken':
        continue;
      case 'ended':
        throw await ended(writer);
      case 'refused': {
        if (writer.isOver) throw await ended(writer);
        const { code, message, rule } = taken;
        const sequence = writer.show((now) => now.sequence);
        throw new ApiProblem('command-refused', message, {
          refusal: { code, message, sequence, ...(rule === undefined ? {} : { rule }) },
        });
      }
      case 'accepted':
      case 'repeated':
        // Where others write meanwhile, all of it again: the command is a repeated one then.
        if ((await writer.catchUp(parts.now())) !== 'written') continue;
        await writer.recordResult();
        return { ...seatDocument(writer, seat, parts.now()), accepted: taken.entry.sequence };
    }
  }
  throw new ApiProblem('unavailable', undefined, {}, { 'retry-after': '1' });
}

/** The match has ended; its result is recorded, if nobody has yet. */
async function ended(writer: MatchWriter): Promise<ApiProblem> {
  await writer.recordResult();
  return new ApiProblem('match-ended');
}

/** @throws Error when the match is of a game, or of rules, that this backend does not have */
async function writerOf(parts: SeatParts, { header }: MatchRecord): Promise<MatchWriter> {
  const game = gameOfMatch(parts.backend.games, header);
  if (game === undefined)
    throw new Error(
      `match ${header.matchId} is of version ${header.rulesVersion} of ${header.game}, which is unknown`,
    );
  const entries = await parts.matches.log(header.matchId);
  return openWriter(parts, game, { header, entries }, rulesMilliseconds);
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
    standing: standingDocument(match, seat),
    clocks: clocksDocument(match, now),
    result: match.outcome === undefined ? null : endDocument(toldResult(match.outcome, match.header.teams)),
    abandoned: match.abandoned ?? null,
  }));
}
