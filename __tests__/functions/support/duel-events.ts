import { randomUUID } from 'node:crypto';
import { configurationArn } from '../../../contract/names';
import { playerId, type PlayerId, ticketId, type TicketId } from '../../../core/ids';
import { gameliftArn, resourcePrefix } from './backend';

/** The events that FlexMatch sends of a match of two players, in its own form. */

/** When the tickets are opened, in epoch milliseconds. */
export const start = Date.parse('2026-11-22T12:00:00.000Z');

export interface Duel {
  readonly matchId: string;
  readonly session: string;
  readonly tickets: ReadonlyArray<{
    readonly ticketId: TicketId;
    readonly playerId: PlayerId;
    readonly team: string;
    readonly playerSessionId: string;
  }>;
}

/** Two new players with the ids of a ticket each. */
export const newDuel = (): Duel => ({
  matchId: randomUUID(),
  session: `arn:aws:gamelift:us-east-1::gamesession/fleet-1/${randomUUID()}`,
  tickets: ['north', 'south'].map((team) => ({
    ticketId: ticketId(randomUUID()),
    playerId: playerId(`p-${randomUUID()}`),
    team,
    playerSessionId: `psess-${randomUUID()}`,
  })),
});

export const configuration = configurationArn(gameliftArn, resourcePrefix, 'duel');
export const envelope = (seconds: number, detail: object) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'GameLift Matchmaking Event',
  source: 'aws.gamelift',
  account: '111122223333',
  region: 'us-east-1',
  resources: [configuration],
  time: new Date(start + seconds * 1000).toISOString(),
  detail,
});
export type Extra = (ticket: Duel['tickets'][number], index: number) => object;
export const ticketsOf = (duel: Duel, extra: Extra = () => ({})) =>
  duel.tickets.map((ticket, index) => ({
    ticketId: ticket.ticketId,
    startTime: new Date(start).toISOString(),
    players: [{ playerId: ticket.playerId, ...extra(ticket, index) }],
  }));
export const team: Extra = (ticket) => ({ team: ticket.team });

/** Events of a duel, a number of seconds after its tickets were opened. */
export const events = {
  searching: (duel: Duel, at: number) =>
    envelope(at, {
      type: 'MatchmakingSearching',
      tickets: ticketsOf(duel),
      estimatedWaitMillis: 'NOT_AVAILABLE',
      gameSessionInfo: { players: [] },
    }),
  potential: (duel: Duel, at: number, acceptanceRequired = false) =>
    envelope(at, {
      type: 'PotentialMatchCreated',
      matchId: duel.matchId,
      acceptanceRequired,
      tickets: ticketsOf(duel, team),
      ruleEvaluationMetrics: [],
      gameSessionInfo: { players: [] },
    }),
  acceptances: (duel: Duel, at: number, acceptance: string, answers: readonly (boolean | undefined)[]) =>
    envelope(at, {
      type: 'AcceptMatchCompleted',
      matchId: duel.matchId,
      acceptance,
      tickets: ticketsOf(duel, (ticket, index) => ({
        team: ticket.team,
        ...(answers[index] === undefined ? {} : { accepted: answers[index] }),
      })),
      gameSessionInfo: { players: [] },
    }),
  succeeded: (duel: Duel, at: number, session = duel.session) =>
    envelope(at, {
      type: 'MatchmakingSucceeded',
      matchId: duel.matchId,
      tickets: ticketsOf(duel, (ticket) => ({ team: ticket.team, playerSessionId: ticket.playerSessionId })),
      gameSessionInfo: {
        gameSessionArn: session,
        ipAddress: '127.0.0.1',
        port: 7001,
        players: duel.tickets.map((ticket) => ({
          playerId: ticket.playerId,
          team: ticket.team,
          playerSessionId: ticket.playerSessionId,
        })),
      },
    }),
  ended: (duel: Duel, at: number, type: string, reason: string, message: string) =>
    envelope(at, {
      type,
      reason,
      message,
      tickets: ticketsOf(duel),
      ruleEvaluationMetrics: [],
      gameSessionInfo: { players: [] },
    }),
};

/** The matchmaker data of the match; the order of its teams is GameLift's own. */
export const matchmakerDataOf = (duel: Duel, order: readonly string[]): string =>
  JSON.stringify({
    matchId: duel.matchId,
    matchmakingConfigurationArn: configuration,
    teams: order.map((name) => ({
      name,
      players: duel.tickets
        .filter((ticket) => ticket.team === name)
        .map((ticket) => ({
          playerId: ticket.playerId,
          attributes: { game: { attributeType: 'STRING', valueAttribute: 'noughts' } },
        })),
    })),
  });

/** The events of the kinds of life that a ticket can have, each in their order. */
export const livesOf = (duel: Duel) =>
  ({
    straight: [events.searching(duel, 1), events.potential(duel, 2), events.succeeded(duel, 3)],
    accepted: [
      events.searching(duel, 1),
      events.potential(duel, 2, true),
      events.acceptances(duel, 3, 'Accepted', [true, true]),
      events.succeeded(duel, 4),
    ],
    failed: [
      events.searching(duel, 1),
      events.potential(duel, 2),
      events.ended(
        duel,
        3,
        'MatchmakingFailed',
        'UNEXPECTED_ERROR',
        'An unexpected error was encountered during match placing.',
      ),
    ],
    'timed out': [
      events.searching(duel, 1),
      events.ended(
        duel,
        60,
        'MatchmakingTimedOut',
        'TimedOut',
        'Removed from matchmaking due to timing out.',
      ),
    ],
    cancelled: [
      events.searching(duel, 1),
      events.ended(duel, 2, 'MatchmakingCancelled', 'Cancelled', 'Cancelled by request.'),
    ],
    'tried twice': [
      events.searching(duel, 1),
      events.potential(duel, 2),
      events.searching(duel, 3),
      events.potential({ ...duel, matchId: randomUUID() }, 4),
    ],
  }) satisfies Readonly<Record<string, readonly unknown[]>>;

/** Resources that an event may name, none of which is the environment's own configuration alone. */
export const foreignResources: readonly (readonly [what: string, resources: unknown])[] = [
  [
    'another environment',
    ['arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/turnlift-staging-duel'],
  ],
  ['another configuration', ['arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/other']],
  ['another account', [configuration.replace('111122223333', '999999999999')]],
  ['another Region', [configuration.replace('us-east-1', 'eu-west-1')]],
  ['another partition', [configuration.replace('arn:aws:', 'arn:aws-cn:')]],
  ['ours with something before it', [`x${configuration}`]],
  [
    'ours beside one of the same name in another account',
    [configuration, configuration.replace('111122223333', '999999999999')],
  ],
  ['a queue', [`arn:aws:gamelift:us-east-1:111122223333:gamesessionqueue/${resourcePrefix}-duel`]],
  [
    'another configuration beside ours',
    [
      `arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/${resourcePrefix}-duel`,
      'arn:aws:gamelift:us-east-1:111122223333:matchmakingconfiguration/other',
    ],
  ],
  ['nothing', []],
  ['garbage', `${resourcePrefix}-duel`],
  ['no resource', undefined],
];
