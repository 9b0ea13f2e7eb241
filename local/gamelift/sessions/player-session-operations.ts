import { invalidRequest, notFound } from '../faults';
import {
  type DescribePlayerSessionsInput,
  type DescribePlayerSessionsOutput,
  type PlayerSessionStatus,
} from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { page } from '../pages';
import { playerSessionAnswer } from './answers';
import { type Sessions } from './sessions';

const statuses: readonly PlayerSessionStatus[] = ['RESERVED', 'ACTIVE', 'COMPLETED', 'TIMEDOUT'];

/** Operations on player sessions. */
export function playerSessionOperations(sessions: Sessions): readonly OperationEntry[] {
  return [
    operation('CreatePlayerSession', (_context, input) => {
      const [row] = sessions.reserve(input.GameSessionId, [
        {
          playerId: input.PlayerId,
          ...(input.PlayerData === undefined ? {} : { playerData: input.PlayerData }),
        },
      ]);
      return row === undefined ? {} : { PlayerSession: playerSessionAnswer(sessions, row) };
    }),
    operation('CreatePlayerSessions', (_context, input) => {
      const rows = sessions.reserve(
        input.GameSessionId,
        input.PlayerIds.map((playerId) => {
          const playerData = input.PlayerDataMap?.[playerId];
          return { playerId, ...(playerData === undefined ? {} : { playerData }) };
        }),
      );
      return { PlayerSessions: rows.map((row) => playerSessionAnswer(sessions, row)) };
    }),
    operation('DescribePlayerSessions', (_context, input) => describePlayerSessions(sessions, input)),
  ];
}

function describePlayerSessions(
  sessions: Sessions,
  input: DescribePlayerSessionsInput,
): DescribePlayerSessionsOutput {
  const given = [input.GameSessionId, input.PlayerId, input.PlayerSessionId].filter(
    (value) => value !== undefined,
  ).length;
  if (given !== 1)
    throw invalidRequest('Exactly one of GameSessionId, PlayerId and PlayerSessionId must be given.');
  // With a player or a player session neither filter nor paging has an effect.
  const filter =
    input.GameSessionId === undefined ? undefined : input.PlayerSessionStatusFilter?.toUpperCase();
  if (filter !== undefined && !statuses.some((status) => status === filter))
    throw invalidRequest(
      `PlayerSessionStatusFilter "${input.PlayerSessionStatusFilter}" is none of ${statuses.join(', ')}.`,
    );
  const one =
    input.PlayerSessionId === undefined ? undefined : sessions.playerSessions.get(input.PlayerSessionId);
  if (input.PlayerSessionId !== undefined && one === undefined)
    throw notFound(`Player session ${input.PlayerSessionId} not found.`);
  if (one !== undefined) return { PlayerSessions: [playerSessionAnswer(sessions, one)] };
  if (input.GameSessionId === undefined) {
    const all = sessions.playerSessions.byPlayer.get(input.PlayerId ?? '');
    return { PlayerSessions: all.map((row) => playerSessionAnswer(sessions, row)) };
  }
  const rows = sessions.playerSessions.ofGameSession.get(
    sessions.gameSession(input.GameSessionId).gameSessionId,
  );
  const { items, nextToken } = page(
    rows.filter(({ status }) => filter === undefined || status === filter),
    ({ playerSessionId }) => playerSessionId,
    input,
    100,
  );
  return {
    PlayerSessions: items.map((row) => playerSessionAnswer(sessions, row)),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}
