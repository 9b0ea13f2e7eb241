import { describe, expect, it } from '@jest/globals';
import { CreateFleetCommand, CreateScriptCommand, GameLiftClient } from '@aws-sdk/client-gamelift';
import { createLocalGameLift } from '../../../../../local/gamelift';
import { at } from '../../../../support/json-values';
import { scriptZip } from '../../fleets/control-plane-server';
import { untilRead } from '../../../../support/until';

export function localApi(): void {
  describe('the local API', () => {
    it('shows the metric that policies read', async () => {
      const gamelift = await createLocalGameLift({ controlPlane: { fleetStepMs: 1 } });
      const client = new GameLiftClient({
        region: gamelift.region,
        endpoint: gamelift.url,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      try {
        const { Script } = await client.send(
          new CreateScriptCommand({ NodeJsVersion: '24.x', ZipFile: scriptZip() }),
        );
        await client.send(
          new CreateFleetCommand({
            Name: 'seen',
            ScriptId: Script?.ScriptId,
            EC2InstanceType: 'c5.large',
            RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 2 }] },
          }),
        );
        const state = await untilRead(
          async (): Promise<unknown> => (await fetch(`${gamelift.url}/_local/state`)).json(),
          (shown) => at(shown, 'fleets.0.status') === 'ACTIVE',
        );
        expect(at(state, 'fleets.0')).toMatchObject({
          name: 'seen',
          locations: [{ metrics: { PercentAvailableGameSessions: 100, ActiveInstances: 1 } }],
        });
      } finally {
        client.destroy();
        await gamelift.close();
      }
    });
  });
}
