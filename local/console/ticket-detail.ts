import { type ConsolePlayer } from '../../contract/console/console-player';
import {
  type ConsoleTicketDocument,
  type TicketExplanationDocument,
  type ConsoleTicketStep,
} from '../../contract/console/tickets';
import { queueName } from '../../contract/names';
import { readMatchmakingDetail, type ReadDetail } from './matchmaking-detail';
import { type TicketEnd } from '../../contract/ticket-ends';
import { type TicketExplanation } from '../../flexmatch';
import { type MatchRecord } from '../../store/matches';
import { type TicketRecord } from '../../store/ticket-record';
import {
  idPatterns,
  matchId as toMatchId,
  playerId as toPlayerId,
  ticketId as toTicketId,
} from '../../core/ids';
import { isOver, type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type Insight } from '../gamelift';
import { type Backend } from '../../definition';
import { type FaultSwitches } from './faults';
import { differingStatus } from './heard-status';
import { newestPlacement, placementOutlook } from './placement';
import { type PlayerNames } from './player-names';
import { type ConsoleTables } from './tables';
import { nextSearchStep } from './next-step';
import { endedSteps, matchWords, ticketEndWords } from './ticket-ends';
import { matchmakingOfTicket, listedTicket } from './tickets';

/** The sources of a ticket: its row, GameLift's own state, and the pool. */
export interface TicketSources {
  readonly backend: () => Pick<Backend, 'matchmakings'>;
  readonly insight: Insight;
  readonly names: PlayerNames;
  readonly prefix: string;
  readonly tables: Pick<ConsoleTables, 'ticket'> & {
    readonly accounts: Pick<ConsoleTables['accounts'], 'get'>;
    readonly match: Pick<ConsoleTables['match'], 'get'>;
  };
  readonly switches: Pick<FaultSwitches, 'events'>;
}

/**
 * A ticket: its history, and while it searches the reasons why it has no match in the current pool.
 * @returns undefined when the ticket is unknown
 */
export async function ticketDetail(
  { backend, insight, names, prefix, tables, switches }: TicketSources,
  ticketId: string,
): Promise<ConsoleTicketDocument | undefined> {
  const ticket = insight.ticket(ticketId);
  const word = insight.explain(ticketId);
  if (ticket === undefined || word === undefined) return undefined;
  const others = ticketsIn(word.explanation).flatMap((id) => insight.ticket(id) ?? []);
  const named = await names.of(
    [ticket, ...others].flatMap(({ players }) => players.map(({ playerId }) => playerId)),
  );
  const ticketNames = Object.fromEntries(
    others.map(({ ticketId: id, players }) => [
      id,
      players.map(({ playerId }) => named(playerId).name || playerId).join(' and '),
    ]),
  );
  const placement = newestPlacement(insight, ticket.matchId);
  const row = idPatterns.ticketId.test(ticketId) ? await tables.ticket(toTicketId(ticketId)) : undefined;
  const end = ticketEndWords(row?.endedBecause ?? (await endOfErased(tables, ticket, row)));
  const heard = differingStatus(ticket, row, switches.events);
  const match = await matchOf(tables, ticket, row);
  const message = match === undefined ? end : matchWords[match.status];
  const searches = !isOver(ticket.status) && ticket.matchId === undefined;
  const step = searches
    ? nextSearchStep(
        backend(),
        matchmakingOfTicket(prefix, ticket),
        ticket.startTime * 1000,
        insight.clock.now(),
      )
    : undefined;
  const outlook = searches ? placementOutlook(insight, ticket, queueName(prefix)) : [];
  return {
    ...listedTicket(prefix, ticket, named, row),
    ...(message === undefined ? {} : { message }),
    deadline: ticket.deadline * 1000,
    attributes: ticket.players.map(({ playerId, attributes, latencyMs = {} }) => ({
      playerId,
      values: { ...attributes },
      latencyMs: { ...latencyMs },
    })),
    steps: endedSteps(stepsOf(insight, ticket), end),
    ...(heard === undefined ? {} : { heard }),
    summary: worded(word.summary, ticketNames),
    ...(word.explanation === undefined
      ? {}
      : { explanation: explained(word.explanation, named, ticketNames) }),
    ...(step === undefined ? {} : { nextStep: step }),
    ...(placement === undefined ? {} : { placement }),
    ...(outlook.length === 0 ? {} : { outlook }),
  };
}

/** The match of a completed ticket, which may have ended since. FlexMatch does not know one with bots. */
async function matchOf(
  { match }: TicketSources['tables'],
  { status, matchId }: Ticket,
  row: TicketRecord | undefined,
): Promise<MatchRecord | undefined> {
  if (row?.match !== undefined) return match.get(row.match.matchId);
  return status === 'COMPLETED' && matchId !== undefined && idPatterns.matchId.test(matchId)
    ? match.get(toMatchId(matchId))
    : undefined;
}

/** With a player who is deleted the row of a ticket goes as well, and with it the reason of its end. */
async function endOfErased(
  { accounts }: TicketSources['tables'],
  { status, players }: Ticket,
  row: TicketRecord | undefined,
): Promise<TicketEnd | undefined> {
  if (row !== undefined || status !== 'CANCELLED') return undefined;
  const ids = players.flatMap(({ playerId }) =>
    idPatterns.playerId.test(playerId) ? [toPlayerId(playerId)] : [],
  );
  const owners = await Promise.all(ids.map((id) => accounts.get(id)));
  return owners.some((owner) => owner?.deletedAt !== undefined) ? 'player-removed' : undefined;
}

function explained(
  { verdict, summary, ageSeconds, noStepHelps, pool, nearest, changes }: TicketExplanation,
  named: (id: string) => ConsolePlayer,
  ticketNames: Readonly<Record<string, string>>,
): TicketExplanationDocument {
  return {
    verdict,
    summary: worded(summary, ticketNames),
    ticketNames,
    ageSeconds,
    ...(noStepHelps === undefined ? {} : { noStepHelps }),
    pool: {
      tickets: pool.tickets,
      players: pool.players,
      needed: pool.needed,
      apart: pool.apart ?? [],
      ...(pool.allStayApart === undefined ? {} : { allStayApart: pool.allStayApart }),
      lacks: (pool.lacks ?? []).map(({ text }) => worded(text, ticketNames)),
    },
    ...(nearest === undefined
      ? {}
      : {
          nearest: {
            players: nearest.teams.flatMap(({ playerIds }) => playerIds.map(named)),
            ticketIds: nearest.ticketIds,
            ageSeconds: nearest.ageSeconds,
            ...(nearest.age === undefined ? {} : { age: worded(nearest.age.text, ticketNames) }),
            rules: nearest.rules,
            short: nearest.short,
          },
        }),
    waits: changes
      .filter((change) => change.kind === 'wait')
      .map(({ at, text, mends }) => ({ at: at * 1000, text: worded(text, ticketNames), mends })),
    changes: changes.filter(({ kind }) => kind !== 'wait').map(({ text }) => worded(text, ticketNames)),
  };
}

/** All tickets that an explanation names. */
function ticketsIn(explanation: TicketExplanation | undefined): readonly string[] {
  if (explanation === undefined) return [];
  const { nearest, pool } = explanation;
  return [...(nearest?.ticketIds ?? []), ...(pool.apart ?? []).flatMap(({ ticketIds }) => ticketIds)];
}

/** Replaces ids of tickets by the names of their players. */
function worded(text: string, ticketNames: Readonly<Record<string, string>>): string {
  return Object.entries(ticketNames).reduce((said, [id, name]) => said.replaceAll(id, name), text);
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

/** The steps of a ticket, oldest first, from its events. */
function stepsOf(insight: Insight, { ticketId, startTime }: Ticket): readonly ConsoleTicketStep[] {
  const steps = insight.events().flatMap((envelope) => {
    const detail = readMatchmakingDetail(envelope);
    if (detail?.ticketIds.includes(ticketId) !== true) return [];
    return [{ at: Date.parse(envelope.time), what: detail.type, says: words[detail.type](detail) }];
  });
  return [{ at: startTime * 1000, what: 'Queued', says: 'was opened' }, ...steps];
}
