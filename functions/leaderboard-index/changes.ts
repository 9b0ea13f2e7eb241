import { playerId } from '../../core/ids';
import { type StoredEntry, readStoredEntry } from '../../store/stored-entries';
import { readEntrySort } from '../../store/keys';
import { type CountedPlace, type EntryChange } from '../../store/rank-counts';
import { rowChanges } from '../shared/aws/stream-records';

/**
 * Changes of entries in the records of the leaderboards table's stream. Rows of other kinds are skipped. So
 * are entries whose time to live is over, since the counters of their period expire with them.
 * @throws MalformedRow when an entry cannot be read
 */
export function entryChanges(event: unknown): readonly EntryChange[] {
  return rowChanges(event).flatMap((change): readonly EntryChange[] => {
    const place = readEntrySort(change.sk);
    if (place === undefined || change.expired) return [];
    const [before, after] = [entryOf(change.before()), entryOf(change.after())];
    const [was, is] = [countedPlace(before), countedPlace(after)];
    return [
      {
        ...place,
        sequence: change.sequence,
        playerId: playerId(change.pk.slice(change.pk.indexOf('#') + 1)),
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
        writtenAt: (after ?? before)?.writtenAt ?? 0,
      },
    ];
  });
}

function entryOf(row: Readonly<Record<string, unknown>> | undefined): StoredEntry | undefined {
  return row === undefined ? undefined : readStoredEntry(row);
}

function countedPlace(entry: StoredEntry | undefined): CountedPlace | undefined {
  return entry?.listed === true ? { layout: entry.layout, steps: entry.steps } : undefined;
}
