import { type TableDescription } from 'dynalite/db';
import * as z from 'zod/mini';

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const indexes = z.optional(
  z.array(
    z.object({
      IndexName: z.string(),
      KeySchema: keys,
      Projection: z.object({
        ProjectionType: z.optional(z.string()),
        NonKeyAttributes: z.optional(z.array(z.string())),
      }),
    }),
  ),
);
const description = z.object({
  TableName: z.string(),
  TableArn: z.string(),
  TableStatus: z.string(),
  KeySchema: keys,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
  StreamSpecification: z.optional(
    z.object({ StreamEnabled: z.boolean(), StreamViewType: z.optional(z.string()) }),
  ),
  DeletionProtectionEnabled: z.optional(z.boolean()),
  BillingModeSummary: z.optional(z.object({ BillingMode: z.string() })),
});

/** A table's description as it lies in the database. */
export function isTable(value: unknown): value is TableDescription {
  return description.safeParse(value).success;
}
