import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type GameLiftClient } from '@aws-sdk/client-gamelift';
import { createGameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import { type Caller, startCaller, textAt } from '../local/gamelift/caller';
import { scriptZip, sdk } from '../local/gamelift/hosted';
import { objectsOf } from '../support/json-values';

let caller: Caller;
let client: GameLiftClient;
beforeAll(async () => {
  caller = await startCaller({ hosting: 'none' });
  client = sdk(caller.gamelift.url);
});
afterAll(async () => {
  client.destroy();
  await caller.close();
});

async function fleet(certificate: string): Promise<string> {
  const script = await caller.ok('CreateScript', { NodeJsVersion: '24.x', ZipFile: scriptZip });
  const made = await caller.ok('CreateFleet', {
    Name: 'duel',
    ScriptId: textAt(script, 'Script.ScriptId'),
    EC2InstanceType: 'c5.large',
    CertificateConfiguration: { CertificateType: certificate },
    RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
  });
  return textAt(made, 'FleetAttributes.FleetId');
}
const session = (fleetId: string) => `arn:aws:gamelift:us-west-2::gamesession/${fleetId}/gsess-1`;

it('a game session has the certificate of its fleet, which is requested once', async () => {
  const certificates = createFleetCertificates(createGameLiftRegions('us-west-2', () => client));
  const [secure, plain] = [await fleet('GENERATED'), await fleet('DISABLED')];
  for (let times = 0; times < 2; times += 1) {
    expect(await certificates.tlsOf(session(secure))).toBe(true);
    expect(await certificates.tlsOf(session(plain))).toBe(false);
  }
  expect(await certificates.tlsOf(session('fleet-gone'))).toBe(false);
  const requests = objectsOf(await (await fetch(`${caller.gamelift.url}/_local/requests`)).json());
  expect(requests.filter(({ operation }) => operation === 'DescribeFleetAttributes')).toHaveLength(3);
});

it('an error of GameLift is not mistaken for a fleet without a certificate', async () => {
  const unreachable = sdk('http://127.0.0.1:9');
  await expect(
    createFleetCertificates(createGameLiftRegions('us-west-2', () => unreachable)).tlsOf(session('fleet-1')),
  ).rejects.toThrow('ECONNREFUSED');
  await expect(
    createFleetCertificates(createGameLiftRegions('us-west-2', () => client)).tlsOf('match-1'),
  ).rejects.toThrow(/match-1 names no fleet/);
});
