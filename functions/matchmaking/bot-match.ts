import {
  DescribeMatchmakingCommand,
  type GameLiftClient,
  StopMatchmakingCommand,
} from '@aws-sdk/client-gamelift';
import { middleOf } from '../../core/bots/bot';
import { matchId } from '../../core/ids';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type Backend } from '../../definition';
import { arrangedTeams } from '../../definition/arranged-teams';
import { type MatchStore } from '../../store/matches';
import { type TicketRecord } from '../../store/ticket-record';
import { type TicketStore } from '../../store/tickets';
import { isRefusal } from '../shared/aws/failures';
import { unlessRemoved } from '../shared/matches/unless-removed';
import { amongBots, arrangedHeader } from '../shared/matches/arranged-header';

export interface BotMatchParts {
  readonly tickets: Pick<TicketStore, 'get' | 'change' | 'beginFilling'>;
  readonly matches: Pick<MatchStore, 'get' | 'arrange'>;
  readonly gamelift: GameLiftClient;
  readonly backend: Pick<Backend, 'games' | 'matchmakings'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Seed of a new match's randomness: 32 hexadecimal digits. */
  newSeed(): string;
}

/** Statuses in which FlexMatch has no match for a ticket yet. */
const waiting: ReadonlySet<string> = new Set(['queued', 'searching']);

/**
 * Gives a ticket that waited too long a match against bots, where its matchmaking says so. First the row
 * records the intention, so that FlexMatch's event of the stopped ticket does not end it. Then FlexMatch is
 * asked to stop. It refuses when it has found a match, and that match counts. Only then a conditional write
 * completes the ticket, and the match is made with the ticket's id. After a crash the next reader of the
 * ticket continues. The first player who asks for a seat starts the placement.
 */
export async function fillWithBots(parts: BotMatchParts, ticket: TicketRecord): Promise<TicketRecord> {
  const { tickets, backend, now } = parts;
  const { ticketId, matchmaking, match } = ticket;
  if (match !== undefined) {
    if (match.matchId === matchId(ticketId)) await arrange(parts, ticket, match.seat);
    return ticket;
  }
  const after = backend.matchmakings.get(matchmaking)?.fillAfterSeconds;
  if (after === undefined || !waiting.has(ticket.status)) return ticket;
  if (now() < ticket.createdAt + after * 1000) return ticket;
  const seats = backend.games.get(ticket.game)?.seats.min;
  if (seats === undefined || !(await tickets.beginFilling(ticketId, now()))) return ticket;
  if (!(await stopMatchmaking(parts.gamelift, ticketId))) return (await tickets.get(ticketId)) ?? ticket;
  const seat = new MatchChance(seededChance(ticketId)).below(seats);
  const completed = await tickets.change({
    ticketId,
    at: now(),
    status: 'completed',
    match: { matchId: matchId(ticketId), seat },
  });
  if (completed) await arrange(parts, ticket, seat);
  return (await tickets.get(ticketId)) ?? ticket;
}

async function arrange(
  { matches, backend, now, newSeed }: BotMatchParts,
  { ticketId, game: name, options, matchmaking, playerId }: TicketRecord,
  seat: number,
): Promise<void> {
  const id = matchId(ticketId);
  const game = backend.games.get(name);
  const strength = game === undefined ? undefined : middleOf(game.botLevels);
  if (game === undefined || strength === undefined || (await matches.get(id)) !== undefined) return;
  const sitters = amongBots(playerId, seat, game.seats.min, strength);
  const teams = arrangedTeams(backend, game, sitters.length);
  const arrangement = {
    matchId: id,
    game,
    options,
    sitters,
    teams,
    origin: 'matchmaking',
    matchmaking,
  } as const;
  // There is no match when the player was deleted or banned meanwhile.
  await unlessRemoved(matches.arrange(arrangedHeader(arrangement, newSeed(), now())));
}

/** Takes a ticket out of matchmaking. @returns false when FlexMatch has a match for it */
async function stopMatchmaking(gamelift: GameLiftClient, ticketId: string): Promise<boolean> {
  try {
    await gamelift.send(new StopMatchmakingCommand({ TicketId: ticketId }));
    return true;
  } catch (error) {
    // NotFound: the ticket never reached FlexMatch, or FlexMatch has forgotten it.
    if (isRefusal(error, 'NotFoundException')) return true;
    if (!isRefusal(error, 'InvalidRequestException')) throw error;
  }
  // A process that died stopped it before, or it was matched.
  const { TicketList } = await gamelift.send(new DescribeMatchmakingCommand({ TicketIds: [ticketId] }));
  const status = TicketList?.[0]?.Status;
  return status === undefined || status === 'CANCELLED' || status === 'TIMED_OUT' || status === 'FAILED';
}
