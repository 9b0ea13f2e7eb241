import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError, parseEnvironment, withLine } from '../../config';
import { prod } from '../games/environments';

const file = 'game/environments/prod.ts';
const text = `import { shared } from './shared';
export const prod = {
  project: shared.project,
  account: '4444',
  realtime: {
    queue: { timeoutSeconds: 5 },
    fleets: {
      blue: { instancetype: 'c5.large', locations: [{ location: 'eu-west-1', maximum: 20_000 }] },
      green: { freeSessionsPercent: 0, certificate: "NONE", sessionActivationSeconds: 700 },
      red: { sessionActivationSeconds: 700 },
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
      "export const shared = {\n  project: 'Our_Game',\n};\n",
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

  it.each<[string, object, string]>([
    ['a text', { account: '4444' }, `${file}:4:`],
    ['a text of shared.ts', { project: 'Our_Game' }, 'game/environments/shared.ts:2:'],
    [
      'a number',
      { realtime: { ...prod.realtime, queue: { timeoutSeconds: 5, latencyPolicies: [] } } },
      `${file}:6:`,
    ],
    ['a name', withFleet({ instancetype: 'c5.large' }), `${file}:8:`],
    [
      'a number with underscores',
      withFleet({ locations: [{ location: 'eu-west-1', minimum: 1, desired: 1, maximum: 20_000 }] }),
      `${file}:8:`,
    ],
    ['zero', withFleet({ freeSessionsPercent: 0 }), `${file}:9:`],
    ['a text in other quotes', withFleet({ certificate: 'NONE' }), `${file}:9:`],
    ['a text in place of a boolean', { data: { deletionProtection: 'true' } }, `${file}:13:`],
    ['a value of a list', { api: { ...prod.api, allowedOrigins: ['https://b.gg/'] } }, `${file}:17:`],
  ])('is found by %s', (_what, change, place) => {
    expect(placeOf(change)).toBe(place);
  });

  it.each<[string, object]>([
    ['more than one line has it', withFleet({ sessionActivationSeconds: 700 })],
    ['the setting is missing', { region: undefined }],
    ['its value is made elsewhere', { environment: 'prod-eu' }],
    ['the number is another one', withFleet({ processesPerInstance: 70 })],
  ])('is not told where %s', (_what, change) => {
    expect(placeOf(change)).toBe(`${file}:`);
  });

  it('leaves other errors as they are, and those of a folder without the file', () => {
    expect(withLine(folder, new Error('x'))).toBe('x');
    expect(withLine(folder, new ConfigError(`${file}: y`))).toBe(`${file}: y`);
    const setting = { file, keys: ['account'], value: '4444' };
    expect(withLine(os.tmpdir(), new ConfigError(`${file}: z`, setting))).toBe(`${file}: z`);
  });
});
