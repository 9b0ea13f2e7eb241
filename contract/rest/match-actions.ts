import { z } from '@hono/zod-openapi';
import { type $ZodType, type JSONSchema, toJSONSchema } from 'zod/v4/core';
import { hostingAction, matchAction } from '../match-action';
import { anyJson } from './fields';

/** contract/match-action.ts in the OpenAPI document: its schemas, with descriptions. */

const kindWords: Readonly<Record<string, string>> = {
  abort: 'Ends a match in which a seat has not played yet: it is not counted',
  vacation: 'In matches of days: additional days for the running turn',
  return: 'The seat has returned, after this many milliseconds',
  bot: "The seat's player has left, and a bot plays for the seat",
  timeout: 'The time of these seats has run out. `commands`: what was played for each of them, null for none',
  claim: 'Another process took the match over. `aliveAt`: the last sign of life of the former one',
  sleep: 'The process put the match to sleep',
  end: 'The match ended without a result',
};
const command: JSONSchema.BaseSchema = {
  ...anyJson,
  type: [...anyJson.type],
  description: "The game's own command",
};
const fields: Readonly<Record<string, JSONSchema.BaseSchema>> = {
  command,
  commands: { type: 'array', items: command },
  everyone: { description: 'No seat was left: there is no winner' },
  epoch: { description: 'Rises with every owner of the match' },
  aliveAt: { type: 'integer', format: 'int64', description: 'Epoch milliseconds' },
  awayMs: { type: 'integer', format: 'int64', minimum: 0 },
};
const variants = z.object({ oneOf: z.array(z.looseObject({ type: z.literal('object') })) });

function variantsOf(schema: $ZodType) {
  const { oneOf } = variants.parse(
    toJSONSchema(schema, {
      io: 'input',
      // Any JSON value: what it is stands in `fields`.
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        const kind = jsonSchema.properties?.kind;
        const words = typeof kind === 'object' ? kindWords[String(kind.const)] : undefined;
        if (words !== undefined) jsonSchema.description = words;
        for (const [name, property] of Object.entries(jsonSchema.properties ?? {})) {
          if (typeof property === 'object') Object.assign(property, fields[name]);
        }
      },
    }),
  );
  return { type: 'object' as const, oneOf };
}

export const actionSchema = z
  .custom<z.output<typeof matchAction>>((value) => matchAction.safeParse(value).success)
  .openapi('MatchAction', variantsOf(matchAction));

export const hostingActionSchema = z
  .custom<z.output<typeof hostingAction>>((value) => hostingAction.safeParse(value).success)
  .openapi('HostingAction', variantsOf(hostingAction));
