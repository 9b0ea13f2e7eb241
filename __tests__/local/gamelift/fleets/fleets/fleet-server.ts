import { afterAll, beforeAll } from '@jest/globals';
import {
  CreateFleetCommand,
  CreateScriptCommand,
  DescribeFleetAttributesCommand,
  DescribeFleetEventsCommand,
  type CreateFleetCommandInput,
  type FleetAttributes,
} from '@aws-sdk/client-gamelift';
import { scriptZip, startControlPlane, type ControlPlaneServer } from '../control-plane-server';
import { untilRead } from '../../../../support/until';

export let server: ControlPlaneServer;

export async function createScript(files?: Readonly<Record<string, string>>): Promise<string> {
  const { Script } = await server.client.send(
    new CreateScriptCommand({ Name: 'duel', NodeJsVersion: '24.x', ZipFile: scriptZip(files) }),
  );
  return Script?.ScriptId ?? '';
}

export async function createFleet(
  ScriptId: string,
  more: Partial<CreateFleetCommandInput> = {},
): Promise<string> {
  const { FleetAttributes } = await server.client.send(
    new CreateFleetCommand({
      Name: 'duel',
      ScriptId,
      EC2InstanceType: 'c5.large',
      RuntimeConfiguration: {
        ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 2 }],
      },
      ...more,
    }),
  );
  return FleetAttributes?.FleetId ?? '';
}

export const attributes = async (fleetId: string): Promise<FleetAttributes | undefined> =>
  (await server.client.send(new DescribeFleetAttributesCommand({ FleetIds: [fleetId] })))
    .FleetAttributes?.[0];
export const reach = (fleetId: string, status: string) =>
  untilRead(
    () => attributes(fleetId),
    (fleet) => fleet?.Status === status,
  );
export const events = async (fleetId: string) =>
  (await server.client.send(new DescribeFleetEventsCommand({ FleetId: fleetId }))).Events ?? [];
export const codes = async (fleetId: string) => (await events(fleetId)).map(({ EventCode }) => EventCode);

export async function activeFleet(more: Partial<CreateFleetCommandInput> = {}): Promise<string> {
  const fleetId = await createFleet(await createScript(), more);
  await reach(fleetId, 'ACTIVE');
  return fleetId;
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useFleetServer(): void {
  beforeAll(async () => {
    server = await startControlPlane();
  });
  afterAll(async () => {
    await server.close();
  });
}
