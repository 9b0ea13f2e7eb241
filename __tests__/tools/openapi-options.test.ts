import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { openApiDocument } from '../../contract/rest/openapi';
import { withOptions } from '../../tools/build/openapi';
import { columns } from '../games/columns';
import { noughts } from '../games/noughts';
import { thirds } from '../games/thirds';

const given: unknown = JSON.parse(JSON.stringify(openApiDocument()));

describe('the OpenAPI document of a build', () => {
  it('has a schema for the options of each game', () => {
    const { schemas } = withOptions(given, [noughts, thirds]).components;
    expect(schemas['Options.noughts']).toBeUndefined();
    const options = z.fromJSONSchema(z.record(z.string(), z.json()).parse(schemas['Options.thirds']));
    for (const choice of [{}, { speed: 'no such speed' }, { colour: 1 }])
      expect(options.safeParse(choice).success).toBe('options' in thirds.readOptions(choice));
    expect(schemas.OpenTicket.properties.options).toMatchObject({
      description: expect.stringContaining('options'),
      anyOf: [{ $ref: '#/components/schemas/Options.thirds' }, { additionalProperties: false }],
    });
  });

  it('is as it was where no game has options', () => {
    expect(withOptions(given, [noughts, columns])).toEqual(given);
  });
});
