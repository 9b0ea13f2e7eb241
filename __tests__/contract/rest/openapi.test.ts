import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { defineGame } from '../../../core/define';
import { gameName } from '../../../core/ids';
import { openApiDocument } from '../../../contract/rest/openapi';
import { writeOpenApi } from '../../../tools/build/openapi';
import { backend } from '../../games';
import { columns } from '../../games/columns';
import { rules as pressing } from '../../games/options-rules';
import { noughts } from '../../games/noughts';
import { thirds } from '../../games/thirds';

const anyObject = z.record(z.string(), z.json());

describe('the OpenAPI document', () => {
  it('has a schema for the options of each game, in every request that takes some', () => {
    const { schemas } = openApiDocument([noughts, thirds]).components;
    expect(schemas['Options.noughts']).toBeUndefined();
    const options = z.fromJSONSchema(anyObject.parse(schemas['Options.thirds']));
    for (const choice of [{}, { speed: 'no such speed' }, { colour: 1 }])
      expect(options.safeParse(choice).success).toBe('options' in thirds.readOptions(choice));
    expect(schemas.AskedOptions).toMatchObject({
      anyOf: [{ $ref: '#/components/schemas/Options.thirds' }, { additionalProperties: false }],
    });
    for (const request of ['OpenTicket', 'Invite', 'StartPractice'])
      expect([request, schemas[request]]).toMatchObject([
        request,
        { properties: { options: { $ref: '#/components/schemas/AskedOptions' } } },
      ]);
  });

  it('has no reference without a target, for any names of the parts of options', () => {
    type Tree = readonly Tree[];
    const tree: z.ZodType<Tree> = z.lazy(() => z.array(tree));
    const size = z.enum(['s', 'l']).meta({ id: 'Size', title: 'size' });
    const odd = z.enum(['a', 'b']).meta({ id: 'my/own size' });
    const other = z.boolean().meta({ id: 'Size' });
    const options = z
      .strictObject({
        a: size.default('s'),
        b: size.default('l'),
        c: odd.default('a'),
        d: other.default(true),
        t: tree.default([]),
        $ref: z.literal('#/$defs/no').default('#/$defs/no'),
        j: z.json().default({ $ref: '#/$defs/no' }),
      })
      .meta({ id: 'Whole' });
    const named = defineGame({ rules: { ...pressing, name: gameName('named') }, options });
    const document = openApiDocument([noughts, named]);
    const { schemas } = document.components;
    expect(schemas['Options.named']).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: {
        a: { enum: ['s', 'l'], title: 'size', default: 's' },
        b: { enum: ['s', 'l'], default: 'l' },
        d: { type: 'boolean' },
        t: { default: [], $ref: expect.stringMatching(/^#\/components\/schemas\/Options\.named\.\w+$/) },
        $ref: { const: '#/$defs/no' },
        j: { default: { $ref: '#/$defs/no' } },
      },
    });
    // The references that are values of options, not of the document, are left out.
    const text = JSON.stringify(document).replaceAll('"#/$defs/no"', 'null');
    const targets = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    const known = Object.keys(schemas).map((name) => `#/components/schemas/${name}`);
    expect(targets.filter((target) => !known.includes(target ?? ''))).toEqual([]);
    expect(Object.keys(schemas).filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
    expect(text).not.toContain('$defs');
  });

  it('takes no option where no game has any', () => {
    const { schemas } = openApiDocument([noughts, columns]).components;
    expect(schemas.AskedOptions).toMatchObject({ anyOf: [{ additionalProperties: false }] });
    expect(Object.keys(schemas).filter((name) => name.startsWith('Options.'))).toEqual([]);
  });

  it('is written unchanged by the build', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-openapi-'));
    try {
      const written = fs.readFileSync(writeOpenApi(folder, backend), 'utf8');
      expect(written).toBe(`${JSON.stringify(openApiDocument(backend.games.values()), null, 2)}\n`);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
