import { afterAll, beforeAll } from '@jest/globals';
import { at, type Caller, type Json, startCaller, textAt } from '../caller';
import { scriptZip } from '../hosted';

export let caller: Caller;

export const refusal = async (operation: string, input: Json): Promise<string> => {
  const { status, body } = await caller.raw(operation, input);
  return status === 200 ? 'none' : `${String(body['__type'])}: ${String(body['Message'])}`;
};
const script = async (): Promise<unknown> =>
  at(await caller.ok('CreateScript', { NodeJsVersion: '24.x', ZipFile: scriptZip }), 'Script.ScriptId');
export const scriptFleet = async (more: Json): Promise<Json> => ({
  Name: 'duel',
  ScriptId: await script(),
  EC2InstanceType: 'c5.large',
  RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
  ...more,
});
export const buildFleet = async (build: Json, more: Json): Promise<Json> => {
  const at = { Bucket: 'b', Key: 'k', RoleArn: 'arn:aws:iam::111122223333:role/r' };
  const made = await caller.ok('CreateBuild', {
    OperatingSystem: 'AMAZON_LINUX_2023',
    StorageLocation: at,
    ...build,
  });
  const { ScriptId: _script, ...fleet } = await scriptFleet(more);
  return { ...fleet, BuildId: textAt(made, 'Build.BuildId') };
};
export const permission = (more: Json): Json => ({
  FromPort: 1026,
  ToPort: 60000,
  IpRange: '198.51.100.0/24',
  Protocol: 'TCP',
  ...more,
});

/** Makes what the tests of the suite share, and ends it after them. */
export function useReferenceCaller(): void {
  beforeAll(async () => {
    caller = await startCaller({ hosting: 'none' });
  });
  afterAll(() => caller.close());
}
