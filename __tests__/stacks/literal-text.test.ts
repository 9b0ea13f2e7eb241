import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import { App } from 'cdktf';
import { parseEnvironment } from '../../config';
import { functionDeclarations } from '../../functions/declarations';
import { refuseExamples, synthesize, turnlift } from '../../stacks';
import { logicalId } from '../../templates';
import { synthesizedStacks, stackFile } from '../../tools/synthesized';
import { backend, environmentOf, prod } from '../games';
import { projectFolder } from './support/synthesis';

const expressions = '${mine} %{mine}';

describe('free text of a configuration and of a game', () => {
  let folder: string;
  beforeAll(() => {
    folder = projectFolder();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('reaches AWS as it is: what would be an expression of Terraform in it is escaped', () => {
    const matchmakings = new Map(
      [...backend.matchmakings].map(([key, matchmaking]) => [
        key,
        { ...matchmaking, ruleSet: { ...matchmaking.ruleSet, body: JSON.stringify({ name: expressions }) } },
      ]),
    );
    const config = parseEnvironment('game/environments/prod.ts', {
      ...prod,
      matchmaking: {
        ...prod.matchmaking,
        gameProperties: [{ key: expressions, value: expressions }],
        customEventData: expressions,
      },
      identity: {
        reservedNames: [expressions],
        providers: {
          google: { kind: 'google', audiences: [`your-${expressions}`] },
          steam: { kind: 'steam', returnTo: [`https://our-game.gg/${expressions}`] },
        },
      },
      webhooks: { push: { url: `https://our-game.gg/${expressions}`, types: ['result'] } },
    });
    const out = `${folder}/cdktf.out`;
    const app = turnlift(new App({ outdir: out }), folder, { ...backend, matchmakings }, [config]);
    refuseExamples(app, folder, [
      {
        ...config,
        account: '987654321098',
        delivery: { ...config.delivery, repository: `example/${expressions}` },
      },
    ]);
    app.synth();
    const escaped: Record<string, number> = {};
    for (const { name } of synthesizedStacks(out)) {
      const { text } = stackFile(out, name);
      expect({ name, raw: /(?<!\$)\$\{mine|(?<!%)%\{mine/.exec(text) }).toEqual({ name, raw: null });
      escaped[name] = text.split('$${mine} %%{mine}').length - 1;
    }
    // Of each matchmaking: the rule set, a property's key and value, the event data.
    expect(escaped['prod-matchmaking']).toBeGreaterThanOrEqual(4 * matchmakings.size);
    expect(escaped['prod-api']).toBeGreaterThanOrEqual(3);
    expect(escaped['prod-data']).toBe(1);
  });

  it('is compared across environments before anything is written', () => {
    const own = (name: string): ReturnType<typeof environmentOf> => ({
      ...environmentOf(name),
      account: '987654321098',
    });
    const out = `${folder}/refused.out`;
    expect(() => synthesize(folder, out, backend, [own('dev'), own('prod')])).toThrow(
      /delivery\.createProvider is true, as in/,
    );
    expect(fs.existsSync(out)).toBe(false);
  });
});

describe('logical ids', () => {
  it('of functions are different', () => {
    const ids = functionDeclarations.map(({ name }) => logicalId('Alias', name));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
