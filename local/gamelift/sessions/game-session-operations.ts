import { GameLiftFault, invalidRequest } from '../faults';
import { type TerminateGameSessionInput, type UpdateGameSessionInput } from '../model/shapes';
import { type OperationEntry, operation } from '../operation';
import { page } from '../pages';
import { gameSessionAnswer } from './answers';
import { createGameSession, maxPlayers } from './game-session-creation';
import { describedSessions, searchedSessions } from './game-session-lists';
import { type GameSessionRow, isLive } from './rows';
import { type Sessions } from './sessions';

const fullId = ({ gameSessionId }: GameSessionRow): string => gameSessionId;

/** Operations on game sessions. */
export function gameSessionOperations(
  sessions: Sessions,
  logUrl: (gameSessionId: string) => string,
): readonly OperationEntry[] {
  const answer = (row: GameSessionRow) => gameSessionAnswer(sessions, row);
  return [
    operation('CreateGameSession', (context, input) => ({
      GameSession: answer(createGameSession(context, sessions, input)),
    })),
    operation('DescribeGameSessions', (context, input) => {
      const { items, nextToken } = page(describedSessions(context, sessions, input), fullId, input, 100);
      return {
        GameSessions: items.map(answer),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('DescribeGameSessionDetails', (context, input) => {
      const { items, nextToken } = page(describedSessions(context, sessions, input), fullId, input, 100);
      return {
        GameSessionDetails: items.map((row) => ({
          GameSession: answer(row),
          ProtectionPolicy: row.protection,
        })),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('SearchGameSessions', (context, input) => {
      const { items, nextToken } = page(searchedSessions(context, sessions, input), fullId, input, 20);
      return {
        GameSessions: items.map(answer),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    }),
    operation('UpdateGameSession', (_context, input) => ({
      GameSession: answer(updateGameSession(sessions, input)),
    })),
    operation('TerminateGameSession', (_context, input) => ({
      GameSession: answer(terminateGameSession(sessions, input)),
    })),
    operation('GetGameSessionLogUrl', (_context, input) => ({
      PreSignedUrl: logUrl(sessions.gameSession(input.GameSessionId).gameSessionId),
    })),
  ];
}

function updateGameSession(sessions: Sessions, input: UpdateGameSessionInput): GameSessionRow {
  const session = sessions.gameSession(input.GameSessionId);
  if (session.status !== 'ACTIVE')
    throw new GameLiftFault(
      'InvalidGameSessionStatusException',
      `Game session ${input.GameSessionId} is ${session.status}; only an ACTIVE one can be updated.`,
    );
  if (
    input.MaximumPlayerSessionCount !== undefined &&
    (input.MaximumPlayerSessionCount > maxPlayers ||
      input.MaximumPlayerSessionCount < sessions.playerSessions.taken(session.gameSessionId))
  ) {
    throw invalidRequest(
      'MaximumPlayerSessionCount must be between the ' +
        `${sessions.playerSessions.taken(session.gameSessionId)} players of the session and ` +
        `${maxPlayers}.`,
    );
  }
  const properties = new Map(
    [...session.gameProperties, ...(input.GameProperties ?? [])].map(({ Key, Value }) => [Key, Value]),
  );
  if (properties.size > 16) throw invalidRequest('A game session has at most 16 game properties.');
  return sessions.change(session, {
    ...(input.MaximumPlayerSessionCount === undefined
      ? {}
      : { maximumPlayers: input.MaximumPlayerSessionCount }),
    ...(input.Name === undefined ? {} : { name: input.Name }),
    ...(input.PlayerSessionCreationPolicy === undefined
      ? {}
      : { creationPolicy: input.PlayerSessionCreationPolicy }),
    ...(input.ProtectionPolicy === undefined ? {} : { protection: input.ProtectionPolicy }),
    gameProperties: [...properties].map(([Key, Value]) => ({ Key, Value })),
  });
}

function terminateGameSession(sessions: Sessions, input: TerminateGameSessionInput): GameSessionRow {
  const session = sessions.gameSession(input.GameSessionId);
  if (
    !isLive(session.status) ||
    (session.status === 'TERMINATING' && input.TerminationMode === 'TRIGGER_ON_PROCESS_TERMINATE')
  )
    throw new GameLiftFault(
      'InvalidGameSessionStatusException',
      `Game session ${input.GameSessionId} is ${session.status}.`,
    );
  if (session.status === 'ACTIVATING')
    throw new GameLiftFault('NotReadyException', `Game session ${input.GameSessionId} is still ACTIVATING.`);
  return sessions.terminate(input.GameSessionId, input.TerminationMode);
}
