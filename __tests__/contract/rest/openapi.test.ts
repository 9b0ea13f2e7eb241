import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { openApiDocument } from '../../../contract/rest/openapi';
import { writeOpenApi } from '../../../tools/build/openapi';
import { backend } from '../../games';
import { columns } from '../../games/columns';
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
