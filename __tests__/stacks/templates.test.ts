import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EnvironmentConfig, parseEnvironment } from '../../config';
import { matchmakingName } from '../../core/ids';
import { type Matchmaking } from '../../definition';
import { defineRuleSet } from '../../definition/rule-set';
import {
  fleetTemplate,
  flexMatchTemplate,
  Names,
  queueTemplate,
  logicalId,
  ruleSetName,
  type Template,
  templateBody,
} from '../../templates';
import { backend, environmentNames, environmentOf, prod } from '../games';
import duelRuleSet from '../games/rule-sets/duel.json';
import { replacingProperties, templateErrors } from './support/cloudformation-schema';
import { runsHere } from '../support/runs-here';

const fleets = (config: EnvironmentConfig): Template => fleetTemplate(config, new Names(config));

/** A matchmaking of the tests' backend. */
function matchmaking(key: string): Matchmaking {
  const found = backend.matchmakings.get(matchmakingName(key));
  if (found === undefined) throw new Error(`no matchmaking ${key}`);
  return found;
}
const properties = (template: Template, id: string): Template['Resources'][string]['Properties'] =>
  template.Resources[id]?.Properties ?? {};

describe("the fleets' template", () => {
  it.each(environmentNames)("of %s is allowed by AWS's schema", (name) => {
    expect(templateErrors(fleets(environmentOf(name)))).toEqual([]);
  });

  it('is refused by that schema with a mistake in it', () => {
    const wrong: Template = JSON.parse(
      JSON.stringify(fleets(environmentOf('dev')))
        .replace('"EC2InstanceType"', '"InstanceType"')
        .replace('"24.x"', '24')
        .replace('["ScriptBlue","Id"]', '["ScriptBlue","Identity"]')
        .replace('"ON_DEMAND"', '"RENTED"'),
    );
    expect(templateErrors(wrong)).toEqual([
      'ScriptBlue.NodeJsVersion: expected string',
      'FleetBlue.InstanceType: unknown property',
      'FleetBlue.FleetType: RENTED is not one of ON_DEMAND, SPOT',
      'GetAtt ScriptBlue.Identity: no such attribute',
    ]);
  });

  it('moves an alias to another fleet with one line of config, without a replaced fleet', () => {
    const both = { ...prod.realtime.fleets, green: prod.realtime.fleets['blue'] ?? {} };
    const withAlias = (active: string): Template =>
      fleets(
        parseEnvironment('game/environments/prod.ts', {
          ...prod,
          realtime: {
            ...prod.realtime,
            fleets: both,
            aliases: [
              { name: 'spot', active: 'spot-blue' },
              { name: 'on-demand', active },
            ],
          },
        }),
      );
    const [before, after] = [withAlias('blue'), withAlias('green')];
    expect(properties(after, 'AliasOnDemand')).toEqual({
      ...properties(before, 'AliasOnDemand'),
      RoutingStrategy: { Type: 'SIMPLE', FleetId: { Ref: 'FleetGreen' } },
    });
    for (const id of ['FleetBlue', 'FleetGreen', 'FleetSpotBlue'])
      expect(properties(after, id)).toEqual(properties(before, id));
    expect(replacingProperties('AWS::GameLift::Alias')).toEqual([]);
  });

  it('scales, deploys and resizes without a property that replaces the fleet', () => {
    const fleet = prod.realtime.fleets['blue'];
    if (fleet === undefined) throw new Error('prod has no blue fleet');
    const changed = fleets(
      parseEnvironment('game/environments/prod.ts', {
        ...prod,
        realtime: {
          ...prod.realtime,
          loggingLevel: 'debug',
          fleets: {
            ...prod.realtime.fleets,
            blue: {
              ...fleet,
              processesPerInstance: 30,
              freeSessionsPercent: 40,
              protection: 'NoProtection',
              locations: fleet.locations.map((place) => ({ ...place, maximum: place.maximum + 5 })),
            },
          },
        },
      }),
    );
    const before = properties(fleets(environmentOf('prod')), 'FleetBlue');
    const after = properties(changed, 'FleetBlue');
    const differing = Object.keys(after).filter(
      (key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]),
    );
    expect(differing.sort()).toEqual([
      'Locations',
      'NewGameSessionProtectionPolicy',
      'RuntimeConfiguration',
      'ScalingPolicies',
    ]);
    expect(differing.filter((key) => replacingProperties('AWS::GameLift::Fleet').includes(key))).toEqual([]);
  });

  it('keeps a fleet that a change replaces, so that its matches can end', () => {
    for (const { Type, UpdateReplacePolicy } of Object.values(fleets(environmentOf('prod')).Resources)) {
      expect(UpdateReplacePolicy).toBe(Type === 'AWS::GameLift::Fleet' ? 'Retain' : undefined);
    }
  });

  it('applies capacity on creation, and accepts only Node 24 scripts', () => {
    const template = fleets(environmentOf('prod'));
    expect(properties(template, 'FleetBlue')['ApplyCapacity']).toBe('ON_CREATE_AND_UPDATE_WITH_AUTOSCALING');
    expect(properties(template, 'ScriptSpotBlue')['NodeJsVersion']).toBe('24.x');
    expect(properties(template, 'FleetBlue')).not.toHaveProperty('EC2InboundPermissions');
  });

  it('lets a location sleep and wake where the minimum is 0, and sets a minimum otherwise', () => {
    const capacities = (name: string, fleet: string): unknown[] =>
      [properties(fleets(environmentOf(name)), fleet)['Locations']]
        .flat()
        .map((place) => Object(place).LocationCapacity);
    expect(capacities('dev', 'FleetBlue')).toEqual([
      {
        MaxSize: 2,
        DesiredEC2Instances: 1,
        ManagedCapacityConfiguration: {
          ZeroCapacityStrategy: 'SCALE_TO_AND_FROM_ZERO',
          ScaleInAfterInactivityMinutes: 30,
        },
      },
    ]);
    expect(capacities('prod', 'FleetBlue')[0]).toEqual({ MinSize: 1, MaxSize: 10, DesiredEC2Instances: 2 });
    for (const name of environmentNames)
      for (const fleet of Object.keys(environmentOf(name).realtime.fleets))
        for (const capacity of capacities(name, logicalId('Fleet', fleet)))
          expect('MinSize' in Object(capacity)).not.toBe('ManagedCapacityConfiguration' in Object(capacity));
  });

  it('is refused when it is too large for CloudFormation', () => {
    const config = environmentOf('dev');
    const large: Template = { ...fleets(config), Description: 'x'.repeat(52_000) };
    expect(() => templateBody(config, large)).toThrow(
      /game\/environments\/dev\.ts: the CloudFormation template has 5\d{4} bytes, 51200 are allowed/,
    );
  });
});

describe('the FlexMatch template', () => {
  const duel = matchmaking('duel');
  const withBody = (body: object): Matchmaking => ({ ...duel, ruleSet: defineRuleSet(body, 'duel') });

  it.each(environmentNames)("of %s is allowed by AWS's schema, for each matchmaking", (name) => {
    const config = environmentOf(name);
    for (const each of backend.matchmakings.values())
      expect(templateErrors(flexMatchTemplate(config, new Names(config), each))).toEqual([]);
    expect(templateErrors(queueTemplate(config, new Names(config)))).toEqual([]);
  });

  it('names the rule set by its content: the order of keys does not count, a number does', () => {
    const config = environmentOf('dev');
    const nameOf = (body: object): string => ruleSetName(config, new Names(config), withBody(body));
    const name = nameOf(duelRuleSet);
    expect(name).toMatch(/^turnlift-dev-duel-[0-9a-f]{12}$/);
    expect(nameOf(Object.fromEntries(Object.entries(duelRuleSet).reverse()))).toBe(name);
    expect(nameOf({ ...duelRuleSet, expansions: duelRuleSet.expansions.slice(1) })).not.toBe(name);
  });

  it('lets the configuration refer to the rule set: CloudFormation switches before it deletes', () => {
    const config = environmentOf('dev');
    const template = flexMatchTemplate(config, new Names(config), duel);
    expect(properties(template, 'Configuration')['RuleSetName']).toEqual({
      'Fn::GetAtt': ['RuleSet', 'Name'],
    });
    expect(properties(template, 'Configuration')['Name']).toBe('turnlift-dev-duel');
    expect(replacingProperties('AWS::GameLift::MatchmakingConfiguration')).toEqual(['Name']);
  });

  it('takes times from the environment, then the matchmaking, then the default of the environment', () => {
    const timesOf = (key: string, overrides: object): object => {
      const config = parseEnvironment('game/environments/prod.ts', {
        ...prod,
        matchmaking: { requestTimeoutSeconds: 90, overrides },
      });
      const template = flexMatchTemplate(config, new Names(config), matchmaking(key));
      expect(templateErrors(template)).toEqual([]);
      const { RequestTimeoutSeconds, AcceptanceRequired, AcceptanceTimeoutSeconds } = properties(
        template,
        'Configuration',
      );
      return { RequestTimeoutSeconds, AcceptanceRequired, AcceptanceTimeoutSeconds };
    };
    expect(timesOf('duel', {})).toEqual({ RequestTimeoutSeconds: 90, AcceptanceRequired: false });
    expect(timesOf('casual', {})).toEqual({
      RequestTimeoutSeconds: 45,
      AcceptanceRequired: true,
      AcceptanceTimeoutSeconds: 20,
    });
    expect(timesOf('casual', { casual: { requestTimeoutSeconds: 30, acceptanceSeconds: 5 } })).toEqual({
      RequestTimeoutSeconds: 30,
      AcceptanceRequired: true,
      AcceptanceTimeoutSeconds: 5,
    });
    expect(timesOf('casual', { casual: { acceptanceSeconds: false } })).toEqual({
      RequestTimeoutSeconds: 45,
      AcceptanceRequired: false,
    });
  });

  it('passes game properties on', () => {
    const config = parseEnvironment('game/environments/prod.ts', {
      ...prod,
      matchmaking: { ...prod.matchmaking, gameProperties: [{ key: 'mode', value: 'ranked' }] },
    });
    const template = flexMatchTemplate(config, new Names(config), duel);
    expect(templateErrors(template)).toEqual([]);
    expect(properties(template, 'Configuration')['GameProperties']).toEqual([
      { Key: 'mode', Value: 'ranked' },
    ]);
  });
});

describe('cfn-lint', () => {
  const installed = runsHere('cfn-lint', '--version');
  (installed ? it : it.skip)(
    'has no finding in any template (skipped where it is not installed)',
    () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lint-'));
      const files = environmentNames.flatMap((name) => {
        const config = environmentOf(name);
        return Object.entries({
          fleets: fleets(config),
          flexmatch: flexMatchTemplate(config, new Names(config), matchmaking('trio')),
          queue: queueTemplate(config, new Names(config)),
        }).map(([part, template]) => {
          const file = path.join(folder, `${name}-${part}.json`);
          fs.writeFileSync(file, JSON.stringify(template));
          return file;
        });
      });
      const { status, stdout } = spawnSync('cfn-lint', ['--regions', 'eu-west-1', '--', ...files], {
        encoding: 'utf8',
      });
      fs.rmSync(folder, { recursive: true });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    },
    180_000,
  );
});
