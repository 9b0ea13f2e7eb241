import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { DescribeGameSessionQueuesCommand, ListAliasesCommand } from '@aws-sdk/client-gamelift';
import { GameLiftFault } from '../../../../../local/gamelift/faults';
import { type Call, type CallRequest } from '../../../../../local/gamelift/protocol/call';
import { VirtualClock } from '../../../../../local/gamelift/task-clock';
import { type ControlPlaneServer, scriptZip, startControlPlane } from '../../fleets/control-plane-server';
import { untilRead } from '../../../../support/until';
import { startObjectStore, type ObjectStore } from '../../fleets/object-store';
import { query, stackSettled } from '../query-client';

/** Decides the outcome of a call that CloudFormation makes. */
export type Fate = (request: CallRequest) => 'pass' | 'fail' | 'never' | 'lost';
export const pass: Fate = () => 'pass';

/** The calls that CloudFormation makes. */
export const calls: { fate: Fate; hold: Promise<void> | undefined; readonly made: string[] } = {
  fate: pass,
  /** A call waits for it. */
  hold: undefined,
  /** The names of the operations. */
  made: [],
};
export const intercept =
  (call: Call): Call =>
  async (request) => {
    calls.made.push(request.operation);
    await calls.hold;
    switch (calls.fate(request)) {
      case 'pass':
        return call(request);
      case 'fail':
        return { fault: new GameLiftFault('InvalidRequestException', 'out of luck') };
      case 'never':
        return new Promise(() => undefined);
      case 'lost':
        await call(request);
        // The call is done, and the process dies before the answer.
        return new Promise(() => undefined);
    }
  };

export let server: ControlPlaneServer;
export let store: ObjectStore;

/** Starts the control plane that the tests of the suite share. */
export function useControlPlane(): void {
  beforeAll(async () => {
    store = await startObjectStore();
    server = await startControlPlane({ intercept, settings: { s3Endpoint: store.url } });
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });
  afterEach(() => {
    calls.fate = pass;
    calls.made.length = 0;
  });
}

export const alias = (Name: string, more: object = {}) => ({
  Type: 'AWS::GameLift::Alias',
  Properties: { Name, RoutingStrategy: { Type: 'TERMINAL', Message: 'closed' }, ...more },
});
export const queue = (Name: string, more: object = {}) => ({
  Type: 'AWS::GameLift::GameSessionQueue',
  Properties: { Name, TimeoutInSeconds: 60, ...more },
});
export const template = (Resources: object, more: object = {}): string =>
  JSON.stringify({ Resources, ...more });
/** A stack with a script, whose zip is in the bucket `b` of the object store, and its fleet. */
export const fleetTemplate = (Key: string): string =>
  template({
    Script: {
      Type: 'AWS::GameLift::Script',
      Properties: {
        NodeJsVersion: '24.x',
        StorageLocation: { Bucket: 'b', Key, RoleArn: 'arn:aws:iam::111122223333:role/r' },
      },
    },
    Fleet: {
      Type: 'AWS::GameLift::Fleet',
      Properties: {
        Name: 'f',
        ScriptId: { Ref: 'Script' },
        EC2InstanceType: 'c5.large',
        RuntimeConfiguration: {
          ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
        },
      },
    },
  });

/** A stack whose fleet takes minutes on a clock that only the test advances. */
export interface SlowStack {
  readonly clock: VirtualClock;
  readonly controlPlane: ControlPlaneServer;
  status(): Promise<string>;
}

/** Begins to create a stack named slow, with a control plane of its own, which ends with the test. */
export async function withSlowStack(
  more: Readonly<Record<string, string>>,
  test: (stack: SlowStack) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'), (error) => {
    throw error;
  });
  store.objects.set('b/script.zip', scriptZip());
  const settings = { s3Endpoint: store.url, fleetStepMs: 60_000 };
  const still = await startControlPlane({ clock, settings });
  try {
    await query(still.url, 'CreateStack', {
      StackName: 'slow',
      TemplateBody: fleetTemplate('script.zip'),
      ...more,
    });
    await untilRead(
      async () => still.controlPlane.fleets.fleets().length,
      (count) => count === 1,
    );
    await test({
      clock,
      controlPlane: still,
      status: async () =>
        (await query(still.url, 'DescribeStacks', { StackName: 'slow' })).text('StackStatus'),
    });
  } finally {
    await still.close();
  }
}

export const send = (action: string, StackName: string, more: Readonly<Record<string, string>> = {}) =>
  query(server.url, action, { StackName, ...more });
export const aliases = async () => (await server.client.send(new ListAliasesCommand({}))).Aliases ?? [];
export const aliasNames = async () => (await aliases()).map(({ Name }) => Name).sort();
export const queueNames = async () =>
  ((await server.client.send(new DescribeGameSessionQueuesCommand({}))).GameSessionQueues ?? [])
    .map(({ Name }) => Name)
    .sort();

export async function deploy(
  action: 'CreateStack' | 'UpdateStack',
  StackName: string,
  TemplateBody: string,
  more: Readonly<Record<string, string>> = {},
) {
  const answer = await send(action, StackName, { TemplateBody, ...more });
  expect([answer.status, answer.text('Message')]).toEqual([200, '']);
  return stackSettled(server.url, StackName);
}
export async function remove(StackName: string): Promise<void> {
  const { xml } = await send('DescribeStacks', StackName);
  const id = /<StackId>([^<]*)/.exec(xml)?.[1] ?? '';
  await send('DeleteStack', StackName);
  expect((await stackSettled(server.url, id)).text('StackStatus')).toBe('DELETE_COMPLETE');
}

/** `logical id STATUS`, oldest first. */
export async function listEvents(StackName: string): Promise<string[]> {
  const events = await send('DescribeStackEvents', StackName);
  return events
    .all('LogicalResourceId')
    .map((name, index) => `${name} ${events.all('ResourceStatus')[index] ?? ''}`)
    .reverse();
}
