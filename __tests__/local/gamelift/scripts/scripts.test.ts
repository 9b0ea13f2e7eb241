import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateFleetCommand,
  CreateScriptCommand,
  DeleteScriptCommand,
  DescribeFleetAttributesCommand,
  DescribeFleetEventsCommand,
  DescribeScriptCommand,
  ListScriptsCommand,
  UpdateScriptCommand,
  type CreateScriptCommandInput,
} from '@aws-sdk/client-gamelift';
import {
  account,
  region,
  scriptZip,
  startControlPlane,
  type ControlPlaneServer,
} from '../fleets/control-plane-server';
import { untilRead } from '../../../support/until';
import { startObjectStore, type ObjectStore } from '../fleets/object-store';
import { listeningPort } from '../../../../local/listening-port';

const RoleArn = `arn:aws:iam::${account}:role/script-reader`;
let server: ControlPlaneServer;
let store: ObjectStore;
beforeAll(async () => {
  store = await startObjectStore();
  store.objects.set('artifacts/scripts/duel 1.zip', scriptZip());
  server = await startControlPlane({ settings: { s3Endpoint: store.url } });
});
afterAll(async () => {
  await server.close();
  await store.close();
});
const create = (input: Partial<CreateScriptCommandInput>) =>
  server.client.send(new CreateScriptCommand({ Name: 'duel', NodeJsVersion: '24.x', ...input }));

describe('scripts', () => {
  it('come as a zip or from S3, and describe themselves', async () => {
    const ZipFile = scriptZip();
    const direct = (await create({ ZipFile, Version: 'v1' })).Script;
    expect(direct).toMatchObject({
      Name: 'duel',
      Version: 'v1',
      NodeJsVersion: '24.x',
      SizeOnDisk: ZipFile.length,
      ScriptArn: `arn:aws:gamelift:${region}:${account}:script/${direct?.ScriptId ?? ''}`,
      StorageLocation: { Bucket: `prod-gamescale-scripts-${region}`, Key: expect.stringMatching(/./) },
    });
    const StorageLocation = { Bucket: 'artifacts', Key: 'scripts/duel 1.zip', RoleArn };
    expect((await create({ StorageLocation })).Script).toMatchObject({
      StorageLocation,
      SizeOnDisk: 0, // "remains at 0" for a script from S3
    });
    expect((await create({ ZipFile, NodeJsVersion: undefined })).Script?.NodeJsVersion).toBe('10.x');
  });

  it.each<[string, Partial<CreateScriptCommandInput>, string]>([
    ['nothing', {}, 'Either a ZipFile or a StorageLocation must be specified'],
    [
      'both',
      { ZipFile: scriptZip(), StorageLocation: { Bucket: 'artifacts', Key: 'k', RoleArn } },
      'not both',
    ],
    ['a file that is not a zip', { ZipFile: Buffer.from('console.log(1)') }, 'Invalid zip file'],
    ['more than 5 MB', { ZipFile: Buffer.alloc(5_000_001) }, 'less than or equal to 5000000'],
    [
      'a missing object',
      { StorageLocation: { Bucket: 'artifacts', Key: 'none.zip', RoleArn } },
      's3://artifacts/none.zip (404',
    ],
    ['a bucket with a period', { StorageLocation: { Bucket: 'a.b', Key: 'k', RoleArn } }, 'periods'],
    ['an unknown Node.js', { ZipFile: scriptZip(), NodeJsVersion: '18.x' }, 'choose 10.x or 24.x'],
  ])('refuse %s', async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(message),
    });
  });

  it('are listed page by page', async () => {
    const ids: string[] = [];
    for (let NextToken: string | undefined, more = true; more;) {
      const page = await server.client.send(new ListScriptsCommand({ Limit: 1, NextToken }));
      ids.push(...(page.Scripts ?? []).map(({ ScriptId }) => ScriptId ?? ''));
      NextToken = page.NextToken;
      more = NextToken !== undefined;
    }
    expect(new Set(ids).size).toBe(3);
  });

  it('for Node.js 10 warn in the events of their fleet, or are refused if so configured', async () => {
    const script = async (from: ControlPlaneServer) =>
      (await from.client.send(new CreateScriptCommand({ ZipFile: scriptZip() }))).Script?.ScriptId;
    const fleet = async (from: ControlPlaneServer) =>
      (
        await from.client.send(
          new CreateFleetCommand({
            Name: 'f',
            ScriptId: await script(from),
            EC2InstanceType: 'c5.large',
            RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 1 }] },
          }),
        )
      ).FleetAttributes?.FleetId;
    const { Events } = await server.client.send(
      new DescribeFleetEventsCommand({ FleetId: await fleet(server) }),
    );
    expect(Events?.find(({ EventCode }) => EventCode === 'GENERIC_EVENT')?.Message).toContain(
      'AWS has refused new fleets of such scripts since 2026-09-30',
    );
    const strict = await startControlPlane({ settings: { nodeJs10: 'refuse' } });
    try {
      await expect(fleet(strict)).rejects.toMatchObject({
        name: 'InvalidRequestException',
        message: expect.stringContaining('24.x'),
      });
    } finally {
      await strict.close();
    }
  });

  it('keep their bytes and their fleets over a restart', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-scripts-'));
    try {
      const before = await startControlPlane({ folder });
      const { Script } = await before.client.send(
        new CreateScriptCommand({ Name: 'kept', NodeJsVersion: '24.x', ZipFile: scriptZip() }),
      );
      await before.client.send(
        new UpdateScriptCommand({
          ScriptId: Script?.ScriptId,
          Version: '2',
          ZipFile: scriptZip({ 'other.js': '' }),
        }),
      );
      const { FleetAttributes } = await before.client.send(
        new CreateFleetCommand({
          Name: 'kept',
          ScriptId: Script?.ScriptId,
          EC2InstanceType: 'c5.large',
          RuntimeConfiguration: { ServerProcesses: [{ LaunchPath: 'server.js', ConcurrentExecutions: 3 }] },
        }),
      );
      const fleetId = FleetAttributes?.FleetId ?? '';
      await untilRead(
        async () => before.controlPlane.fleets.fleet(fleetId)?.status,
        (status) => status === 'ACTIVE',
      );
      await before.close();
      const after = await startControlPlane({ folder });
      try {
        expect(
          (await after.client.send(new DescribeScriptCommand({ ScriptId: Script?.ScriptId }))).Script,
        ).toMatchObject({ Name: 'kept', Version: '2' });
        expect(
          (await after.client.send(new DescribeFleetAttributesCommand({ FleetIds: [fleetId] })))
            .FleetAttributes?.[0]?.Status,
        ).toBe('ACTIVE');
        await untilRead(
          async () => after.controlPlane.fleets.fleet(fleetId)?.locations[0]?.freeProcesses,
          (free) => free === 3,
        );
        await after.client.send(new DeleteScriptCommand({ ScriptId: Script?.ScriptId }));
        expect(after.controlPlane.fleets.fleet(fleetId)?.locations[0]?.freeProcesses).toBe(0);
      } finally {
        await after.close();
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('an S3 emulator', () => {
  const found = spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  if (!found)
    process.stderr.write(
      '\nSKIPPED: scripts were not read from an S3 emulator; moto_server was not found on the PATH.\n\n',
    );

  (found ? it : it.skip)(
    'that requires a signature gives the object',
    async () => {
      const port = await new Promise<number>((resolve) => {
        const probe = net.createServer().listen(0, '127.0.0.1', () => {
          const free = listeningPort(probe);
          probe.close(() => {
            resolve(free);
          });
        });
      });
      const moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      const url = `http://127.0.0.1:${port}`;
      const reading = await startControlPlane({ settings: { s3Endpoint: url } });
      try {
        await untilRead(
          () =>
            fetch(url).then(
              () => true,
              () => false,
            ),
          (up) => up,
        );
        const place = `<LocationConstraint>${region}</LocationConstraint>`;
        const credential = `Credential=a/20260101/${region}/s3/aws4_request`;
        const made = await fetch(`${url}/artifacts`, {
          method: 'PUT',
          body: `<CreateBucketConfiguration>${place}</CreateBucketConfiguration>`,
          headers: { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` },
        });
        expect(made.status).toBe(200);
        expect(
          (await fetch(`${url}/artifacts/script.zip`, { method: 'PUT', body: Buffer.from(scriptZip()) }))
            .status,
        ).toBe(200);
        const { Script } = await reading.client.send(
          new CreateScriptCommand({
            NodeJsVersion: '24.x',
            StorageLocation: { Bucket: 'artifacts', Key: 'script.zip', RoleArn },
          }),
        );
        expect(Script).toMatchObject({ StorageLocation: { Bucket: 'artifacts' }, NodeJsVersion: '24.x' });
      } finally {
        await reading.close();
        moto.kill();
        await new Promise((resolve) => {
          moto.once('exit', resolve);
        });
      }
    },
    120_000,
  );
});
