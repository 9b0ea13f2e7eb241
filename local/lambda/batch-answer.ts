import { type _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';

const partialFailure = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
});

/**
 * Index of the first record that a function reports as failed; records from it on are delivered again (Lambda
 * guide, "Partial batch response"). Undefined: all were accepted.
 */
export function firstFailure(payload: unknown, batch: readonly StreamRecord[]): number | undefined {
  const answer = partialFailure.safeParse(payload);
  if (!answer.success || answer.data.batchItemFailures.length === 0) return undefined;
  const failed = new Set(answer.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
  // An identifier that is not in the batch fails all of it.
  return Math.max(0, first);
}
