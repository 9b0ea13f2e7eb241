import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { parseEnvironment, parseLaptop } from '../../config';
import { laptop, staging, standardFleet } from '../games/environments';

/** Settings of an environment that docs print are valid in an environment, as they are printed. */
const folder = path.resolve(__dirname, '../../docs');
const settings = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .flatMap((page) =>
    [...fs.readFileSync(path.join(folder, page), 'utf8').matchAll(/^```ts\n(\w+: [\s\S]*?)^```$/gm)].map(
      ([, text = '']): readonly [name: string, text: string] => [
        `${page}: ${text.split(':')[0] ?? ''}`,
        text,
      ],
    ),
  );

/** The printed settings as data; `standardFleet` is the one function that they may call. */
function valuesOf(text: string): object {
  const json: unknown = vm.runInNewContext(`JSON.stringify({ ${text} })`, { standardFleet });
  const values: unknown = JSON.parse(String(json));
  if (typeof values !== 'object' || values === null) throw new Error(`not settings: ${text}`);
  return values;
}

describe('settings in docs', () => {
  it('are found', () => {
    expect(settings.map(([name]) => name)).toEqual([
      'accounts.md: identity',
      'cost.md: furtherRegions',
      'events.md: webhooks',
      'events.md: webhooks',
      'your-own-game.md: matchmaking',
    ]);
  });

  it.each(settings)('%s', (_, text) => {
    const values = valuesOf(text);
    const parsed = text.includes('127.0.0.1')
      ? parseLaptop('laptop.ts', { ...laptop, ...values })
      : parseEnvironment('staging.ts', { ...staging, ...values });
    expect(parsed).toMatchObject(values);
  });
});
