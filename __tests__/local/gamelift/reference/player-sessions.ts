import { describe, expect, it } from '@jest/globals';
import { type Json, objectsAt, startCaller } from '../caller';

export function playerSessions(): void {
  describe('player sessions', () => {
    it('are described by player or id with any filter; by id also with any token', async () => {
      const held = await startCaller({ hosting: 'hold' });
      try {
        await held.ok('CreateGameSessionQueue', { Name: 'q' });
        await held.ok('StartGameSessionPlacement', {
          PlacementId: 'p',
          GameSessionQueueName: 'q',
          MaximumPlayerSessionCount: 2,
          DesiredPlayerSessions: [{ PlayerId: 'ada' }],
        });
        const { gameSessionArn } = await held.hosting('FULFILLED');
        const describeSessions = async (input: Json) =>
          objectsAt(await held.ok('DescribePlayerSessions', input), 'PlayerSessions');
        const [one] = await describeSessions({ GameSessionId: gameSessionArn });
        const id = one?.['PlayerSessionId'];
        expect(
          await describeSessions({ GameSessionId: gameSessionArn, PlayerSessionStatusFilter: 'ACTIVE' }),
        ).toEqual([]);
        for (const PlayerSessionStatusFilter of ['ACTIVE', 'NONSENSE']) {
          expect(
            await describeSessions({ PlayerId: 'ada', PlayerSessionStatusFilter, NextToken: 'x' }),
          ).toHaveLength(1);
          expect(
            await describeSessions({ PlayerSessionId: id, PlayerSessionStatusFilter, NextToken: 'x' }),
          ).toHaveLength(1);
        }
        expect(
          await held.fault('DescribePlayerSessions', { GameSessionId: gameSessionArn, NextToken: 'x' }),
        ).toBe('InvalidRequestException');
      } finally {
        await held.close();
      }
    });
  });
}
