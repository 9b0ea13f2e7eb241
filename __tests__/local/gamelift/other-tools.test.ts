import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Caller, startCaller } from './caller';
import { parseText } from '../../support/json-values';
import { runsHere } from '../../support/runs-here';

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_DEFAULT_REGION: 'us-west-2',
        AWS_PAGER: '',
      },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** The AWS CLI: `AWS_CLI`, or `aws` of the PATH. */
const cli = process.env['AWS_CLI'] ?? 'aws';
const withBotocore = runsHere('python3', '-c', 'import botocore') ? it : it.skip;
const withCli = runsHere(cli, '--version') ? it : it.skip;

describe('the AWS CLI and botocore on the local GameLift', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startCaller({});
  });
  afterAll(() => caller.close());

  withBotocore(
    'botocore walks through every operation on matchmaking, queues and sessions',
    async () => {
      const { out, err } = await run('python3', [
        path.join('__tests__', 'local', 'gamelift', 'fixtures', 'walk.py'),
        caller.gamelift.url,
      ]);
      if (out === '') throw new Error(err);
      const seen = parseText(z.looseObject({ called: z.array(z.string()) }), out);
      expect(seen).toMatchObject({
        players: ['RESERVED', 'RESERVED', 'RESERVED'],
        placed: 'FULFILLED',
        year: true,
        faults: [
          'NotFoundException',
          'InvalidRequestException',
          'InvalidRequestException',
          'InvalidRequestException',
        ],
      });
      expect(seen.called).toHaveLength(30);
    },
    120_000,
  );

  withCli(
    'the AWS CLI reads answers, pages and errors',
    async () => {
      const aws = (...args: readonly string[]): Promise<Ran> =>
        run(cli, ['--endpoint-url', caller.gamelift.url, 'gamelift', ...args, '--output', 'json']);
      for (const name of ['cli-1', 'cli-2'])
        await caller.ok('CreateMatchmakingRuleSet', {
          Name: name,
          RuleSetBody: '{"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":2}]}',
        });
      const listed = await aws(
        'describe-matchmaking-rule-sets',
        '--page-size',
        '1',
        '--query',
        'RuleSets[].RuleSetName',
      );
      expect(JSON.parse(listed.out)).toEqual(expect.arrayContaining(['cli-1', 'cli-2']));
      const refused = await aws('delete-matchmaking-rule-set', '--name', 'unknown');
      expect(refused.code).not.toBe(0);
      expect(refused).toMatchObject({
        err: expect.stringContaining(
          '(NotFoundException) when calling the DeleteMatchmakingRuleSet operation',
        ),
      });
    },
    120_000,
  );
});
