import { type Ticket } from '../../../flexmatch/lifecycle/ticket';
import { invalidRequest } from '../faults';
import { type MatchmakingTicket } from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { isLive } from '../sessions/rows';
import { type Sessions } from '../sessions/sessions';
import { teamNames } from '../../../flexmatch/rule-set/rule-set';
import { findConfiguration } from './configuration-operations';
import { type MatchmakingService } from './matchmaking';
import { checkAttributeTypes, parsePlayer, playerAnswer } from './players';

const maxPlayers = 10;
const maxDescribed = 10;
const maxBackfilled = 199;

/** A ticket as the API writes it. */
export function ticketAnswer(ticket: Ticket, estimatedWait: number | undefined): MatchmakingTicket {
  const waiting = ticket.status === 'QUEUED' || ticket.status === 'SEARCHING';
  const { connection } = ticket;
  return {
    TicketId: ticket.ticketId,
    ConfigurationName: ticket.configurationName,
    ConfigurationArn: ticket.configurationArn,
    Status: ticket.status,
    ...(ticket.statusReason === undefined ? {} : { StatusReason: ticket.statusReason }),
    ...(ticket.statusMessage === undefined ? {} : { StatusMessage: ticket.statusMessage }),
    StartTime: ticket.startTime,
    ...(ticket.endTime === undefined ? {} : { EndTime: ticket.endTime }),
    Players: ticket.players.map((player) =>
      playerAnswer(player, ticket.status === 'COMPLETED' || ticket.backfill !== undefined),
    ),
    ...(connection === undefined
      ? {}
      : {
          GameSessionConnectionInfo: {
            GameSessionArn: connection.gameSessionArn,
            ...(connection.ipAddress === undefined ? {} : { IpAddress: connection.ipAddress }),
            ...(connection.dnsName === undefined ? {} : { DnsName: connection.dnsName }),
            ...(connection.port === undefined ? {} : { Port: connection.port }),
            PlayerGatewayStatus: 'DISABLED' as const,
            MatchedPlayerSessions: connection.playerSessions.map(({ playerId, playerSessionId }) => ({
              PlayerId: playerId,
              PlayerSessionId: playerSessionId,
            })),
          },
        }),
    ...(waiting && estimatedWait !== undefined ? { EstimatedWaitTime: Math.round(estimatedWait) } : {}),
  };
}

function onePlayerOnce(playerIds: readonly string[]): void {
  if (new Set(playerIds).size < playerIds.length) throw invalidRequest('Players names a player twice.');
}

/** @throws GameLiftFault for a current player who is not on a team of the rule set */
function checkTeams(
  players: ReadonlyArray<{ readonly playerId: string; readonly team?: string }>,
  teams: readonly string[],
): void {
  const astray = players.find(({ team }) => team === undefined || !teams.includes(team));
  if (astray === undefined) return;
  const { playerId, team } = astray;
  throw invalidRequest(
    `Player ${playerId} ${team === undefined ? 'has no Team' : `is on team ${team}`}; the teams of ` +
      `the rule set are ${teams.join(', ')}.`,
  );
}

/** @throws GameLiftFault unless the game session runs */
function checkFillable(sessions: Sessions, arn: string | undefined): void {
  if (arn === undefined)
    throw invalidRequest('GameSessionArn must be given for a configuration in FlexMatchMode WITH_QUEUE.');
  const { status } = sessions.gameSession(arn);
  if (!isLive(status))
    throw invalidRequest(`Game session ${arn} is ${status}; only a running one can be filled.`);
}

/** Operations on matchmaking tickets. */
export function ticketOperations(
  matchmaking: MatchmakingService,
  sessions: Sessions,
): readonly OperationEntry[] {
  const answer = (ticket: Ticket): MatchmakingTicket =>
    ticketAnswer(ticket, matchmaking.waits.estimate(ticket.configurationName));
  return [
    ...startOperations(matchmaking, sessions, answer),
    operation('DescribeMatchmaking', (_context, input) => {
      if (input.TicketIds.length === 0 || input.TicketIds.length > maxDescribed)
        throw invalidRequest(
          `TicketIds has ${input.TicketIds.length} ids; 1 to ${maxDescribed} are allowed.`,
        );
      return { TicketList: matchmaking.tickets.list([...new Set(input.TicketIds)]).map(answer) };
    }),
    operation('StopMatchmaking', (_context, input) => {
      matchmaking.stop(input.TicketId);
      return {};
    }),
    operation('AcceptMatch', (_context, input) => {
      if (input.PlayerIds.length === 0) throw invalidRequest('PlayerIds must name at least one player.');
      onePlayerOnce(input.PlayerIds);
      matchmaking.accept(input.TicketId, input.PlayerIds, input.AcceptanceType === 'ACCEPT');
      return {};
    }),
  ];
}

function startOperations(
  matchmaking: MatchmakingService,
  sessions: Sessions,
  answer: (ticket: Ticket) => MatchmakingTicket,
): readonly OperationEntry[] {
  return [
    operation('StartMatchmaking', (context, input) => {
      const configuration = findConfiguration(context, matchmaking, input.ConfigurationName);
      if (input.Players.length < 1 || input.Players.length > maxPlayers)
        throw invalidRequest(`Players has ${input.Players.length} players; a ticket has 1 to ${maxPlayers}.`);
      const players = input.Players.map(parsePlayer);
      onePlayerOnce(players.map(({ playerId }) => playerId));
      checkAttributeTypes(players, matchmaking.ruleSet(configuration).attributes);
      return {
        MatchmakingTicket: answer(
          matchmaking.start(configuration, {
            ticketId:
              input.TicketId === undefined || input.TicketId === '' ? context.ids.uuid() : input.TicketId,
            players: players.map(({ team: _team, ...player }) => player),
          }),
        ),
      };
    }),
    operation('StartMatchBackfill', (context, input) => {
      const configuration = findConfiguration(context, matchmaking, input.ConfigurationName);
      if (input.Players.length < 1 || input.Players.length > maxBackfilled)
        throw invalidRequest(
          `Players has ${input.Players.length} players; a backfill request has 1 to ${maxBackfilled}.`,
        );
      const players = input.Players.map(parsePlayer);
      onePlayerOnce(players.map(({ playerId }) => playerId));
      checkAttributeTypes(players, matchmaking.ruleSet(configuration).attributes);
      checkTeams(players, matchmaking.ruleSet(configuration).teams.flatMap(teamNames));
      const arn = input.GameSessionArn;
      if (configuration.flexMatchMode === 'WITH_QUEUE') checkFillable(sessions, arn);
      return {
        MatchmakingTicket: answer(
          matchmaking.start(configuration, {
            ticketId:
              input.TicketId === undefined || input.TicketId === '' ? context.ids.uuid() : input.TicketId,
            players,
            backfill: {
              automatic: false,
              ...(arn !== undefined && configuration.flexMatchMode === 'WITH_QUEUE'
                ? { gameSessionArn: arn }
                : {}),
            },
          }),
        ),
      };
    }),
  ];
}
