import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { environment } from '../../contract/environment';
import { functionDeclarations } from '../../functions/declarations';
import { routes } from '../../contract/rest/routes';
import { samTemplate } from '../../tools/sam-template/template';
import { runsHere } from '../support/runs-here';

const resources: Record<string, unknown> = Object(samTemplate()['Resources']);
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (member, key) => (member !== null && typeof member === 'object' ? Reflect.get(member, key) : undefined),
    value,
  );

describe('the SAM template', () => {
  it('has every function with its declared memory, time, variables and grants', () => {
    for (const { name, memoryMegabytes, timeoutSeconds, environment: keys, grants } of functionDeclarations) {
      const found = Object.values(resources).find(
        (resource) => at(resource, 'Properties', 'CodeUri') === `build/functions/${name}.zip`,
      );
      expect(at(found, 'Type')).toBe('AWS::Serverless::Function');
      expect(at(found, 'Properties')).toMatchObject({
        MemorySize: memoryMegabytes,
        Timeout: timeoutSeconds,
        Handler: 'index.handler',
      });
      expect(Object.keys(Object(at(found, 'Properties', 'Environment', 'Variables'))).sort()).toEqual(
        keys.map((key) => environment[key]).sort(),
      );
      const actions = Object(at(found, 'Properties', 'Policies', '0', 'Statement')).flatMap(
        (statement: { Action: readonly string[] }) => statement.Action,
      );
      expect(actions).toEqual(
        grants.flatMap((grant) => grant.actions.map((action) => `${grant.service}:${action}`)),
      );
    }
  });

  it('has every route, with the authorizer where the contract requires a player', () => {
    const events = Object.values(resources).flatMap((resource) =>
      Object.values(Object(at(resource, 'Properties', 'Events'))),
    );
    for (const route of routes) {
      const event = events.find(
        (candidate) =>
          at(candidate, 'Properties', 'Path') === route.path &&
          at(candidate, 'Properties', 'Method') === route.method,
      );
      expect(at(event, 'Type')).toBe('HttpApi');
      expect(at(event, 'Properties', 'Auth', 'Authorizer')).toBe(
        route.authentication !== 'none' ? 'players' : undefined,
      );
    }
  });

  const hasLinter = runsHere('cfn-lint', '--version');
  (hasLinter ? it : it.skip)(
    "passes AWS's own translator and cfn-lint (skipped where cfn-lint is not installed)",
    () => {
      const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-sam-')), 'template.yaml');
      fs.writeFileSync(file, stringify(samTemplate(), { aliasDuplicateObjects: false }));
      const { status, stdout, stderr } = spawnSync('cfn-lint', [file], { encoding: 'utf8' });
      fs.rmSync(path.dirname(file), { recursive: true });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    },
  );
});
