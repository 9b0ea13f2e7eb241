import { type PlayerRecordStore } from '../../store/player-records';
import { isStandingKey, standingOfRow } from '../../store/standings';
import { rowChanges } from '../shared/aws/stream-records';

/**
 * Follows the changes of standings among a batch of records, in order.
 * @throws the error of the first failing record: the batch comes again, and repetitions change nothing
 */
export async function followStandings(records: PlayerRecordStore, event: unknown): Promise<void> {
  for (const change of rowChanges(event)) {
    if (!isStandingKey(change)) continue;
    const after = standingOfRow(change.after());
    if (after !== undefined) await records.follow(standingOfRow(change.before()), after);
  }
}
