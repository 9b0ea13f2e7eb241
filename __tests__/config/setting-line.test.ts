import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError, parseEnvironment, withLine } from '../../config';
import { prod } from '../games/environments';

const file = 'game/environments/prod.ts';
const text = `import { shared } from './shared';
// account: '4444', environment: 'prod-eu', realtime: { queue: {} }
const far = { freeSessionsPercent: 0, timeoutSeconds: 5 };
const near = { sessionActivationSeconds: 700 }, hosts = ['', '', 'https://c.gg/'];
const nearer = { sessionActivationSeconds: 700 };
export const prod: Source = {
  project: shared.project,
  account: '4444',
  realtime: {
    queue: { timeoutSeconds: 5 },
    fleets: {
      green: {
        certificate: 'NONE',
        locations: [{ location: 'eu-west-1', minimum: 1, desired: 1, maximum: 20_000 }],
      },
      blue: standardFleet({
        certificate: "NONE", fleetType: on ? certificate : 'NONE',
        instancetype: { machine: 'c5.large' },
        locations: [
          { location: 'us-east-1', minimum: 1, desired: 1, maximum: 2 },
          {
            location: 'eu-west-1', minimum: 3, desired: 1,
            maximum: 20_000,
          },
        ],
      }),
      'Red Fleet': {},
    },
  },
  data: { deletionProtection: 'true' },
  api: {
    allowedOrigins: [
      'https://a.gg',
      'https://b.gg/',
    ],
  },
};
`;

describe('the line to edit', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-line-'));
    fs.mkdirSync(path.join(folder, 'game/environments'), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
    fs.writeFileSync(
      path.join(folder, 'game/environments/shared.ts'),
      "export const shared = {\n  project: 'Our_Game',\n};\nfunction fleet() {\n  return { " +
        "instanceType: 'c9' };\n}\n",
    );
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Where the error of a changed configuration says that it is. */
  const placeOf = (change: object): string => {
    try {
      parseEnvironment(file, { ...prod, ...change });
    } catch (error) {
      return withLine(folder, error).split(' ')[0] ?? '';
    }
    return 'accepted';
  };
  const { blue } = prod.realtime.fleets;
  const withFleet = (differences: object): object => ({
    realtime: { ...prod.realtime, fleets: { ...prod.realtime.fleets, blue: { ...blue, ...differences } } },
  });

  const west = { location: 'eu-west-1', minimum: 1, desired: 1 };
  const east = { location: 'us-east-1', minimum: 1, desired: 1, maximum: 2 };

  it.each<[string, object, number | string]>([
    ['a text', { account: '4444' }, 8],
    ['a text of shared.ts', { project: 'Our_Game' }, 'game/environments/shared.ts:2:'],
    ['a text of a function there', withFleet({ instanceType: 'c9' }), 'game/environments/shared.ts:5:'],
    ['a number', { realtime: { ...prod.realtime, queue: { timeoutSeconds: 5, latencyPolicies: [] } } }, 10],
    ['a name', withFleet({ instancetype: { machine: 'c5.large' } }), 18],
    ['a name in quotes', { realtime: { ...prod.realtime, fleets: { 'Red Fleet': blue } } }, 27],
    ['a number with underscores', withFleet({ locations: [east, { ...west, maximum: 20_000 }] }), 23],
    ['an object of a list', withFleet({ locations: [east, { ...west, minimum: 3, maximum: 2 }] }), 21],
    ['a list', withFleet({ locations: [] }), 19],
    ['an object', { api: 'none' }, 31],
    ['zero, elsewhere in the file', withFleet({ freeSessionsPercent: 0 }), 3],
    ['a text in other quotes', withFleet({ certificate: 'NONE' }), 17],
    ['a text that a condition chooses', withFleet({ fleetType: 'B' }), 17],
    ['a text in place of a boolean', { data: { deletionProtection: 'true' } }, 30],
    ['a value of a list', { api: { ...prod.api, allowedOrigins: ['https://a.gg', 'https://b.gg/'] } }, 34],
  ])('is found by %s', (_what, change, place) => {
    expect(placeOf(change)).toBe(typeof place === 'string' ? place : `${file}:${place}:`);
  });

  it.each<[string, object]>([
    ['more than one line has it', withFleet({ sessionActivationSeconds: 700 })],
    [
      'a list has it at the same place',
      { api: { ...prod.api, allowedOrigins: ['https://a.gg', 'https://b.gg', 'https://c.gg/'] } },
    ],
    ['the setting is missing', { region: undefined }],
    ['a comment alone has the name', { environment: undefined }],
    [
      'another fleet has it',
      { realtime: { ...prod.realtime, fleets: { red: { ...blue, certificate: 'NONE' } } } },
    ],
    ['its value is made elsewhere', { environment: 'prod-eu' }],
    ['the number is another one', withFleet({ processesPerInstance: 70 })],
    ['an object is made by a function', { operations: {} }],
  ])('is left out where %s', (_what, change) => {
    expect(placeOf(change)).toBe(`${file}:`);
  });

  it('leaves other errors as they are, and those of a folder without the file', () => {
    expect(withLine(folder, new Error('x'))).toBe('x');
    expect(withLine(folder, new ConfigError(`${file}: y`))).toBe(`${file}: y`);
    const setting = { file, keys: ['account'], value: '4444' };
    expect(withLine(os.tmpdir(), new ConfigError(`${file}: z`, setting))).toBe(`${file}: z`);
  });
});
