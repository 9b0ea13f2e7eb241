import * as z from 'zod/mini';

const consumed = z.object({ CapacityUnits: z.optional(z.number()) });
const answer = z.object({ ConsumedCapacity: z.optional(z.union([consumed, z.array(consumed)])) });

/** The capacity units that an answer of DynamoDB says, of all tables. */
export const capacityUnits = (output: unknown): number =>
  [answer.parse(output).ConsumedCapacity ?? []]
    .flat()
    .reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
