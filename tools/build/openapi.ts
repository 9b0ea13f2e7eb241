import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import * as z from 'zod';
import { toJSONSchema } from 'zod/v4/core';
import { type Game } from '../../core/define';
import { optionNames } from '../../core/options-problem';
import { type Backend } from '../../definition';

const document = z.looseObject({
  openapi: z.string().startsWith('3.'),
  paths: z.record(z.string(), z.unknown()),
});
const contractModule = z.looseObject({
  openApiDocument: z.custom<() => unknown>((value) => typeof value === 'function'),
});

const ticketPart = z.looseObject({
  components: z.looseObject({
    schemas: z.looseObject({
      OpenTicket: z.looseObject({ properties: z.looseObject({ options: z.looseObject({}) }) }),
    }),
  }),
});

/**
 * The document with a schema for the options of each game that has options. The running API serves the
 * document without them, because the function that answers does not know the games.
 */
export function withOptions(
  given: unknown,
  games: readonly Pick<Game, 'name' | 'optionsSchema'>[],
): z.output<typeof ticketPart> {
  const whole = ticketPart.parse(given);
  const { schemas } = whole.components;
  const optional = games.filter(({ optionsSchema }) => optionNames(optionsSchema).length > 0);
  if (optional.length === 0) return whole;
  const nameOf = (game: string): string => `Options.${game}`;
  const { OpenTicket } = schemas;
  const { description } = OpenTicket.properties.options;
  const any = optional.map(({ name }) => ({ $ref: `#/components/schemas/${nameOf(name)}` }));
  const empty = { type: 'object', additionalProperties: false, description: 'A game without options' };
  const options = { description, anyOf: optional.length < games.length ? [...any, empty] : any };
  const added = optional.map(({ name, optionsSchema }) => {
    const { $schema: _, ...schema } = toJSONSchema(optionsSchema, { io: 'input' });
    return [nameOf(name), { ...schema, description: `Options of ${name}` }] as const;
  });
  return {
    ...whole,
    components: {
      ...whole.components,
      schemas: {
        ...schemas,
        OpenTicket: { ...OpenTicket, properties: { ...OpenTicket.properties, options } },
        ...Object.fromEntries(added),
      },
    },
  };
}

/**
 * Writes <out>/openapi.json, the description of the REST API that contract/rest declares. It is read from the
 * compiled contract, so that the build needs no compiler of its own.
 * @param games of the backend: their options stand in it
 * @returns the file written, or undefined when the contract declares no API yet
 * @throws Error when what the contract returns is no OpenAPI 3 document
 */
export async function writeOpenApi(
  root: string,
  out: string,
  { games }: Pick<Backend, 'games'>,
): Promise<string | undefined> {
  const compiled = path.join(root, 'dist', 'contract', 'rest', 'openapi.js');
  if (!fs.existsSync(compiled)) return undefined;
  const contract = contractModule.safeParse(createRequire(__filename)(compiled));
  if (!contract.success) return undefined;
  const parsed = document.safeParse(await contract.data.openApiDocument());
  if (!parsed.success)
    throw new Error(
      `contract/rest: openApiDocument() does not return an OpenAPI document: ${z.prettifyError(parsed.error)}`,
    );
  const file = path.join(out, 'openapi.json');
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(withOptions(parsed.data, [...games.values()]), null, 2)}\n`);
  return file;
}
