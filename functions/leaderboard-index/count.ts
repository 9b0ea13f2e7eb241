import { type RankCounts } from '../../store/rank-counts';
import { shardOfEvent } from '../shared/aws/stream-records';
import { entryChanges } from './changes';

/** The answer that Lambda expects of a function with a tumbling window. */
interface Answer {
  readonly state: Readonly<Record<string, never>>;
  readonly batchItemFailures: readonly [];
}

/**
 * Counts the changes of one batch. When a batch comes again, in whole or in part, counting continues where it
 * stopped.
 * @throws what the table throws: the batch comes again
 */
export async function countEntries(counts: RankCounts, event: unknown): Promise<Answer> {
  const changes = entryChanges(event);
  // The last call of a tumbling window has no records.
  if (changes.length > 0) await counts.count(shardOfEvent(event), changes);
  return { state: {}, batchItemFailures: [] };
}
