import {
  type ConsolePlayer,
  type TicketDocument,
  type TicketExplanationDocument,
  type TicketStep,
} from '../../contract/console';
import { readMatchmakingDetail, type ReadDetail } from './matchmaking-detail';
import { type TicketExplanation } from '../../flexmatch';
import { type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type Insight } from '../gamelift';
import { placementDocument } from './placement';
import { type PlayerNames } from './player-names';
import { ticketRow } from './tickets';

/**
 * A ticket: its life so far, and while it searches what keeps it from a match on the pool as it is now.
 * @returns undefined when no ticket has the id
 */
export async function ticketDocument(
  insight: Insight,
  names: PlayerNames,
  prefix: string,
  ticketId: string,
): Promise<TicketDocument | undefined> {
  const ticket = insight.ticket(ticketId);
  const word = insight.explain(ticketId);
  if (ticket === undefined || word === undefined) return undefined;
  const nearest = word.explanation?.nearest?.teams.flatMap(({ playerIds }) => playerIds) ?? [];
  const named = await names.of([...ticket.players.map(({ playerId }) => playerId), ...nearest]);
  const placement = placementDocument(insight, ticket);
  return {
    ...ticketRow(prefix, ticket, named),
    deadline: ticket.deadline * 1000,
    attributes: ticket.players.map(({ playerId, attributes, latencyMs = {} }) => ({
      playerId,
      values: { ...attributes },
      latencyMs: { ...latencyMs },
    })),
    steps: stepsOf(insight, ticket),
    summary: word.summary,
    ...(word.explanation === undefined ? {} : { explanation: explained(word.explanation, named) }),
    ...(placement === undefined ? {} : { placement }),
  };
}

function explained(
  { verdict, summary, ageSeconds, pool, nearest, changes }: TicketExplanation,
  named: (id: string) => ConsolePlayer,
): TicketExplanationDocument {
  return {
    verdict,
    summary,
    ageSeconds,
    pool: {
      tickets: pool.tickets,
      players: pool.players,
      needed: pool.needed,
      apart: pool.apart ?? [],
      lacks: (pool.lacks ?? []).map(({ text }) => text),
    },
    ...(nearest === undefined
      ? {}
      : {
          nearest: {
            players: nearest.teams.flatMap(({ playerIds }) => playerIds.map(named)),
            ticketIds: nearest.ticketIds,
            ageSeconds: nearest.ageSeconds,
            ...(nearest.age === undefined ? {} : { age: nearest.age.text }),
            rules: nearest.rules,
            short: nearest.short,
          },
        }),
    waits: changes
      .filter((change) => change.kind === 'wait')
      .map(({ at, text, mends }) => ({ at: at * 1000, text, mends })),
    changes: changes.filter(({ kind }) => kind !== 'wait').map(({ text }) => text),
  };
}

const words: Readonly<Record<ReadDetail['type'], (detail: ReadDetail) => string>> = {
  MatchmakingSearching: () => 'is in the pool',
  PotentialMatchCreated: ({ acceptanceRequired }) =>
    acceptanceRequired === true ? 'a match is proposed: its players are asked' : 'a match was found',
  AcceptMatch: () => 'a player has answered',
  AcceptMatchCompleted: ({ acceptance }) => `the answers are in: ${acceptance ?? ''}`,
  MatchmakingSucceeded: () => 'the match has a game session',
  MatchmakingTimedOut: ({ message }) => `timed out: ${message ?? ''}`,
  MatchmakingCancelled: ({ message }) => `cancelled: ${message ?? ''}`,
  MatchmakingFailed: ({ message }) => `failed: ${message ?? ''}`,
};

/** What happened to a ticket, oldest first, as its events told it. */
function stepsOf(insight: Insight, { ticketId, startTime }: Ticket): readonly TicketStep[] {
  const told = insight.events().flatMap((envelope) => {
    const detail = readMatchmakingDetail(envelope);
    if (detail?.ticketIds.includes(ticketId) !== true) return [];
    return [{ at: Date.parse(envelope.time), what: detail.type, says: words[detail.type](detail) }];
  });
  return [{ at: startTime * 1000, what: 'Queued', says: 'was opened' }, ...told];
}
