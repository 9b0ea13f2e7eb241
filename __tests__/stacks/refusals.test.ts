import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { CloudformationStack } from '@cdktf/provider-aws/lib/cloudformation-stack';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, Fn, TerraformOutput, TerraformStack } from 'cdktf';
import { parseEnvironment } from '../../config';
import { environmentOf, prod } from '../games';
import { declaredEnvironment as variablesOf } from '../../stacks/constructs/grants';
import { Names } from '../../templates/names';
import { addStackRules, ApiStack, Artifacts, DataStack, RealtimeStack, StateStack } from '../../stacks';
import { deterministicZip } from '../../tools/build/zip';
import { functionDeclaration } from '../../functions/declarations';
import { projectFolder, synthesize, writeScript } from './support/synthesis';

/** The line with which synth stops. */
function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it was not refused');
}

describe('synth stops with one line that names the file and the fix', () => {
  let folder: string;
  beforeEach(() => {
    folder = projectFolder();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const line = (): string => {
    const said = refusal(() => synthesize(folder, ['dev']));
    expect(said).not.toContain('\n');
    return said;
  };

  it('for an environment that does not exist', () => {
    expect(refusal(() => synthesize(folder, ['qa']))).toBe(
      'game/index.ts: "qa" is not an environment; known are dev, staging, prod',
    );
  });

  it('for a function that was not built', () => {
    fs.rmSync(path.join(folder, 'build', 'functions', 'matches.zip'));
    expect(line()).toBe(
      'build/functions/matches.zip is missing: functions/matches/index.ts must exist; then run npm run build',
    );
  });

  it('for a function whose zip is garbage, or has no handler', () => {
    const zip = path.join(folder, 'build', 'functions', 'matches.zip');
    fs.writeFileSync(zip, 'garbage');
    expect(line()).toMatch(
      /^build\/functions\/matches\.zip: is not a zip that can be read \(.*\): run npm run build$/,
    );
    for (const files of [
      { 'other.mjs': 'export const handler = 1;' },
      { 'index.mjs': 'export const other = 1;' },
      { 'index.mjs': '// handler' },
      { 'index.mjs': 'const handler = () => 1; handler();' },
      { 'index.mjs': 'export default function handler() {}' },
    ]) {
      fs.writeFileSync(
        zip,
        deterministicZip(
          Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
        ),
      );
      expect(line()).toMatch(/^build\/functions\/matches\.zip: has no index\.mjs that exports handler/);
    }
    const importing = 'import x from "not-there"; import "node:fs"; export const handler = () => x;';
    fs.writeFileSync(zip, deterministicZip({ 'index.mjs': Buffer.from(importing) }));
    expect(line()).toMatch(
      /^build\/functions\/matches\.zip: index\.mjs imports not-there, which is not in it/,
    );
    fs.writeFileSync(zip, deterministicZip({ 'index.mjs': Buffer.from('export const handler = (((;') }));
    expect(line()).toMatch(
      /^build\/functions\/matches\.zip: index\.mjs is not JavaScript \(SyntaxError: .*\): .*npm run build$/,
    );
  });

  it('for a script whose zip is garbage', () => {
    fs.writeFileSync(path.join(folder, 'build', 'realtime-server.zip'), 'garbage');
    expect(line()).toMatch(/^build\/realtime-server\.zip: is not a zip that can be read/);
  });

  it('for a script that was not built', () => {
    fs.rmSync(path.join(folder, 'build', 'realtime-server.zip'));
    expect(line()).toMatch(/^build\/realtime-server\.zip is missing: .*npm run build$/);
  });

  it('for a launch path that is not in the zip', () => {
    writeScript(folder, { 'main.js': 'exports.ssExports = { init() {} };' });
    expect(line()).toBe(
      'build/realtime-server.zip: the launch path /local/game/server.js is not in it, it holds ' +
        'main.js: set realtime.launchPath in game/environments/ to one of them',
    );
  });

  it('for a script that throws when it is loaded', () => {
    writeScript(folder, { 'server.js': "require('left-pad'); exports.ssExports = { init() {} };" });
    expect(line()).toMatch(
      /server\.js throws when it is loaded \(Error: Cannot find module 'left-pad'\): no fleet would start;/,
    );
    writeScript(folder, { 'server.js': 'const a = ;' });
    expect(line()).toContain('SyntaxError');
  });

  it('for a script without ssExports.init', () => {
    writeScript(folder, { 'server.js': 'exports.ssExports = { onMessage() {} };' });
    expect(line()).toContain('exports no ssExports.init');
  });

  it('for a script that never returns from being loaded', () => {
    writeScript(folder, { 'server.js': 'for (;;) {}' });
    expect(line()).toMatch(/server\.js does not return within 10 s when it is loaded: no fleet/);
  });
});

describe('names', () => {
  it('that are too long for a service are refused with their length', () => {
    const names = new Names(environmentOf('prod'));
    expect(refusal(() => names.of('function', 'f'.repeat(60)))).toMatch(
      /prod\.ts: the function name "turnlift-prod-f+" has 74 characters, 64 are allowed: shorten/,
    );
    expect(refusal(() => names.of('gamelift', 'g'.repeat(120)))).toContain('134 characters, 128 are allowed');
    expect(names.of('gamelift', 'g'.repeat(114))).toHaveLength(128);
  });

  it('with letters that a service refuses are refused', () => {
    expect(refusal(() => new Names(environmentOf('dev')).of('gamelift', 'under_score'))).toContain(
      'has characters that the service refuses',
    );
  });

  it('fit for the longest project and environment that config allows', () => {
    const config = parseEnvironment('game/environments/prod.ts', {
      ...prod,
      project: 'p'.repeat(20),
      environment: 'e'.repeat(12),
    });
    const names = new Names(config);
    for (const declaration of ['players', 'matchmaking-events', 'signing-keys'])
      expect(names.function(declaration).length).toBeLessThanOrEqual(64);
    expect(names.stateBucket.length).toBeLessThanOrEqual(63);
  });
});

describe("the project's own rules", () => {
  it('stop a function with a variable that has no value', () => {
    const config = environmentOf('dev');
    expect(refusal(() => variablesOf(config, new Names(config), functionDeclaration('players')))).toMatch(
      /^functions\/players\/declaration\.ts: it asks for TURNLIFT_ISSUER, which its stack does not know/,
    );
  });

  const withRules = (build: (app: App, folder: string) => void): string => {
    const folder = projectFolder();
    try {
      const app = new App({ outdir: path.join(folder, 'cdktf.out') });
      build(app, folder);
      addStackRules(app);
      return refusal(() => app.synth());
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };

  it('stop functions and fleets without an alarm', () => {
    const said = withRules((app, folder) => {
      const config = environmentOf('dev');
      const artifacts = new Artifacts(path.join(folder, 'build'));
      new ApiStack(app, config, artifacts, new DataStack(app, config));
    });
    expect(said).toContain(
      'the function turnlift-dev-players has no alarm: add one in stacks/operations-stack.ts',
    );
    expect(
      withRules(
        (app, folder) =>
          new RealtimeStack(app, environmentOf('dev'), new Artifacts(path.join(folder, 'build'))),
      ),
    ).toContain('the fleet blue has no alarm');
  });

  it('stop a stack that reads an output which the template of another does not have', () => {
    const reading = (key: string): string =>
      withRules((app) => {
        const realtime = new TerraformStack(app, 'dev-realtime');
        const operations = new TerraformStack(app, 'dev-operations');
        for (const stack of [realtime, operations]) new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
        const fleets = new CloudformationStack(realtime, 'fleets', {
          name: 'fleets',
          templateBody: JSON.stringify({ Outputs: { FleetIdBlue: {}, 'Fleet-Id-Green': {} } }),
        });
        // By its absence the second rule stops the synth that must not be stopped by the first.
        new LambdaFunction(operations, 'stray', { functionName: 'stray', role: 'r' });
        new TerraformOutput(operations, 'fleet', { value: Fn.lookup(fleets.outputs, key, '') });
        new TerraformOutput(operations, 'other', { value: Fn.lookup(fleets.outputs, key, 'none') });
      });
    const has = "dev-realtime's template fleets, which has FleetIdBlue, Fleet-Id-Green: correct the name";
    expect(reading('FleetIdBleu')).toContain(`dev-operations reads the output FleetIdBleu of ${has}`);
    expect(reading('Fleet-Id-Gren')).toContain(`dev-operations reads the output Fleet-Id-Gren of ${has}`);
    for (const key of ['FleetIdBlue', 'Fleet-Id-Green']) {
      expect(reading(key)).not.toContain('reads the output');
      expect(reading(key)).toContain('the function stray has no log group');
    }
  });

  it('stop a table without point-in-time recovery, and a function without kept logs', () => {
    const said = withRules((app) => {
      const stack = new StateStack(app, environmentOf('dev'));
      new DynamodbTable(stack, 'players', {
        name: 'turnlift-dev-players',
        billingMode: 'PAY_PER_REQUEST',
        hashKey: 'pk',
        attribute: [{ name: 'pk', type: 'S' }],
      });
      new DynamodbTable(stack, 'tickets', {
        name: 'turnlift-dev-tickets',
        billingMode: 'PAY_PER_REQUEST',
        hashKey: 'pk',
        attribute: [{ name: 'pk', type: 'S' }],
      });
      new LambdaFunction(stack, 'stray', {
        functionName: 'stray',
        role: 'arn:aws:iam::111122223333:role/stray',
      });
    });
    expect(said).toContain('store/tables.ts: players has no point-in-time recovery');
    expect(said).not.toContain('tickets has no point-in-time recovery');
    expect(said).toContain('the function stray has no log group with a retention');
  });
});
