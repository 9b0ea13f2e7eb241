import { expect } from '@jest/globals';
import {
  CreateGameSessionCommand,
  type CreateGameSessionCommandInput,
  DescribeGameSessionsCommand,
  TerminateGameSessionCommand,
} from '@aws-sdk/client-gamelift';
import { type ScriptSaid } from '../../../local/realtime/hosting';
import { startCaller } from './caller';
import { makeDuel, makeFleet, sdk } from './hosted';
import { untilRead } from '../../support/until';

export const fleetProcesses = 3;

/** A local GameLift with a fleet of real script processes, and a matchmaker of two players in its queue. */
export async function startHostedSessions() {
  const said: ScriptSaid[] = [];
  const caller = await startCaller({ said: (one) => said.push(one) });
  const client = sdk(caller.gamelift.url);
  const fleet = await makeFleet(caller, fleetProcesses, {
    ResourceCreationLimitPolicy: { NewGameSessionsPerCreator: 1, PolicyPeriodInMinutes: 10 },
  });
  await makeDuel(caller, [fleet.queueArn], {
    GameProperties: [{ Key: 'mode', Value: 'ranked' }],
    GameSessionData: 'data of the configuration',
  });
  const session = async (id: string) =>
    (await client.send(new DescribeGameSessionsCommand({ GameSessionId: id }))).GameSessions?.[0];
  return {
    caller,
    client,
    fleet,
    /** The console output of scripts. */
    said,
    session,
    /** Ends a session, and waits until it is over. */
    async end(id: string): Promise<void> {
      await client.send(
        new TerminateGameSessionCommand({ GameSessionId: id, TerminationMode: 'FORCE_TERMINATE' }),
      );
      await untilRead(
        () => session(id),
        (found) => found?.Status === 'TERMINATED',
      );
    },
    /** Creates a session, and waits until it is active. @returns its id */
    async create(more: Partial<CreateGameSessionCommandInput> = {}): Promise<string> {
      const { GameSession } = await client.send(
        new CreateGameSessionCommand({ FleetId: fleet.fleetId, MaximumPlayerSessionCount: 2, ...more }),
      );
      const id = GameSession?.GameSessionId ?? '';
      // Known at once, with its connection once it is ACTIVE (API Reference, CreateGameSession).
      expect(GameSession).toMatchObject({ Status: 'ACTIVATING', FleetId: fleet.fleetId });
      expect(GameSession?.Port).toBeUndefined();
      expect(
        await untilRead(
          () => session(id),
          (found) => found?.Status === 'ACTIVE',
        ),
      ).toMatchObject({ IpAddress: '127.0.0.1', DnsName: 'localhost', Port: expect.any(Number) });
      return id;
    },
    async close() {
      client.destroy();
      await caller.close();
    },
  };
}
