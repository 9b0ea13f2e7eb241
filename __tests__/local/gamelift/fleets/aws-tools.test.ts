/** AWS's own tools, unchanged: boto3 and the AWS CLI through every operation of the control plane. */
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { ListBuildsCommand } from '@aws-sdk/client-gamelift';
import { at, objectsAt, parseText, textAt } from '../../../support/json-values';
import { scriptZip, startControlPlane, type ControlPlaneServer } from './control-plane-server';
import { untilRead } from '../../../support/until';

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
const python = ['python3', 'python'].find((name) => works(name, '-c', 'import boto3'));
const cli = works('aws', '--version');
if (python === undefined)
  process.stderr.write(
    '\nSKIPPED: the control plane was not tried with boto3; no Python with boto3 was found on the PATH.\n\n',
  );
if (!cli)
  process.stderr.write(
    '\nSKIPPED: the control plane was not tried with the AWS CLI; `aws` was not found on the PATH.\n\n',
  );

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../../..');
/** The words of a command line; single quotes hold one together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
let server: ControlPlaneServer;
beforeAll(async () => {
  server = await startControlPlane();
});
afterAll(async () => {
  await server.close();
});

describe('boto3', () => {
  (python === undefined ? it.skip : it)(
    'goes through every operation',
    async () => {
      const { stdout } = await run(python ?? '', [
        path.join(__dirname, 'fixtures', 'every_operation.py'),
        server.url,
      ]);
      const called = parseText(z.array(z.string()), stdout);
      expect(
        server.controlPlane.operations.map(({ name }) => name).filter((name) => !called.includes(name)),
      ).toEqual([]);
    },
    120_000,
  );
});

describe('the AWS CLI', () => {
  (cli ? it : it.skip)(
    'uploads a build to AWS_ENDPOINT_URL_S3, and refuses by itself without it',
    async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-build-'));
      try {
        fs.writeFileSync(path.join(folder, 'server.bin'), randomBytes(9_000_000)); // two parts
        const { AWS_PROFILE: _profile, AWS_ENDPOINT_URL_S3: _s3, ...environment } = process.env;
        const upload = (more: Readonly<Record<string, string>>) =>
          run(
            'aws',
            ['--endpoint-url', server.url, '--region', 'us-west-2', 'gamelift', 'upload-build'].concat([
              '--name',
              'duel',
              '--build-version',
              '1',
              '--build-root',
              folder,
              '--operating-system',
              'AMAZON_LINUX_2023',
            ]),
            {
              env: {
                ...environment,
                AWS_ACCESS_KEY_ID: 'local',
                AWS_SECRET_ACCESS_KEY: 'local',
                // No request may go to Amazon; one would hang at this address instead.
                HTTPS_PROXY: 'http://192.0.2.1:9',
                ...more,
              },
              timeout: 60_000,
            },
          );
        const builds = async () => (await server.client.send(new ListBuildsCommand({}))).Builds ?? [];
        const { stdout } = await upload({ AWS_ENDPOINT_URL_S3: server.url });
        expect(stdout).toContain('Successfully uploaded');
        const [build] = await builds();
        expect(build).toMatchObject({ Status: 'READY', OperatingSystem: 'AMAZON_LINUX_2023' });
        expect(build?.SizeOnDisk).toBeGreaterThan(8_999_999);
        await expect(upload({})).rejects.toMatchObject({
          stderr: expect.stringContaining('Unrecognized S3Express bucket name'),
        });
        expect((await builds()).map(({ Status }) => Status).sort()).toEqual(['INITIALIZED', 'READY']);
        // One line for each build, though the command line asks twice for its upload.
        for (const { BuildId, Status } of await builds()) {
          const waits = `${String(BuildId)} waits for its upload: set AWS_ENDPOINT_URL_S3`;
          const lines = server.warnings.filter((line) => line.startsWith(String(BuildId)));
          expect(lines[0]).toMatch(new RegExp(`^${waits}`));
          expect(lines.slice(1)).toEqual(
            Status === 'READY' ? [expect.stringContaining(`${String(BuildId)} is READY`)] : [],
          );
        }
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
    120_000,
  );

  (cli ? it : it.skip)(
    'uploads a script, makes a fleet, deploys a stack, and removes all of it',
    async () => {
      const { AWS_PROFILE: _profile, ...environment } = process.env;
      const aws = async (...args: string[]): Promise<string> =>
        (
          await run(
            'aws',
            ['--endpoint-url', server.url, '--region', 'us-west-2', '--output', 'json', ...args],
            {
              env: {
                ...environment,
                AWS_ACCESS_KEY_ID: 'local',
                AWS_SECRET_ACCESS_KEY: 'local',
                AWS_PAGER: '',
              },
            },
          )
        ).stdout;
      const zip = path.join(server.folder, 'upload.zip');
      fs.writeFileSync(zip, scriptZip());
      const scriptId = (
        await aws(
          'gamelift',
          'create-script',
          '--name',
          'cli',
          '--node-js-version',
          '24.x',
          '--zip-file',
          `fileb://${zip}`,
          '--query',
          'Script.ScriptId',
          '--output',
          'text',
        )
      ).trim();
      const fleetId = (
        await aws(
          'gamelift',
          'create-fleet',
          '--name',
          'cli',
          '--script-id',
          scriptId,
          '--ec2-instance-type',
          'c5.large',
          '--runtime-configuration',
          'ServerProcesses=[{LaunchPath=server.js,ConcurrentExecutions=1}]',
          '--query',
          'FleetAttributes.FleetId',
          '--output',
          'text',
        )
      ).trim();
      await untilRead(
        async () => server.controlPlane.fleets.fleet(fleetId)?.status,
        (status) => status === 'ACTIVE',
      );
      const events: unknown = JSON.parse(
        await aws('gamelift', 'describe-fleet-events', '--fleet-id', fleetId),
      );
      expect(objectsAt(events, 'Events').map(({ EventCode }) => EventCode)).toContain('FLEET_STATE_ACTIVE');

      const template = path.join(server.folder, 'template.yaml');
      fs.writeFileSync(
        template,
        `
Parameters:
  Fleet: { Type: String }
Resources:
  Live:
    Type: AWS::GameLift::Alias
    Properties: { Name: cli, RoutingStrategy: { Type: SIMPLE, FleetId: !Ref Fleet } }
Outputs:
  Arn: { Value: !GetAtt Live.AliasArn }
`,
      );
      await aws(
        'cloudformation',
        'deploy',
        '--stack-name',
        'cli',
        '--template-file',
        template,
        '--parameter-overrides',
        `Fleet=${fleetId}`,
      );
      const stacks: unknown = JSON.parse(
        await aws('cloudformation', 'describe-stacks', '--stack-name', 'cli'),
      );
      expect(at(stacks, 'Stacks.0.StackStatus')).toBe('CREATE_COMPLETE');
      const aliasArn = textAt(stacks, 'Stacks.0.Outputs.0.OutputValue');
      expect(server.controlPlane.fleets.alias(aliasArn)).toEqual({ kind: 'fleet', fleetId });
      await aws('cloudformation', 'delete-stack', '--stack-name', 'cli');
      await untilRead(
        async () => server.controlPlane.fleets.alias(aliasArn),
        (alias) => alias === undefined,
      );
      const retired = fs.readFileSync(path.join(root, 'docs', 'operating.md'), 'utf8');
      const commands = (/^## Retired fleets$[^]*?(?=^## )/m.exec(retired)?.[0] ?? '')
        .replace(/ \\\n */g, ' ')
        .split('\n')
        .filter((line) => line.startsWith('aws gamelift '))
        .map((line) => line.replace('fleet-…', fleetId));
      const said: string[] = [];
      for (const command of commands)
        said.push(await aws(...wordsOf(command.replace('aws ', '')).filter((word) => word !== '')));
      expect(said).toEqual([
        expect.stringContaining(fleetId),
        expect.stringContaining('us-west-2'),
        '0\n',
        '',
      ]);
      await untilRead(
        async () => server.controlPlane.fleets.fleet(fleetId),
        (fleet) => fleet === undefined,
      );
      await expect(aws('gamelift', 'describe-script', '--script-id', 'script-none')).rejects.toThrow(
        /NotFoundException/,
      );
    },
    120_000,
  );
});
