import { playerId, type PlayerId } from '../../core/ids';
import { type LeaderboardDeclaration, scoreChanges } from '../../core/ranking/leaderboards';
import { type LeaderboardEntries } from '../../store/leaderboard-entries';
import { profileOfRow, sameProfile } from '../../store/leaderboard-profiles';
import { playerRows } from '../../store/keys';
import { standingOfRow } from '../../store/standings';
import { type RowChange, rowChanges } from '../shared/aws/stream-records';

/**
 * Applies a batch of the players table's stream to leaderboards: scores of standings, names of profiles. A
 * player whose profile is deleted leaves every leaderboard.
 * @throws what the tables throw: the batch comes again, and repeated writes change nothing
 */
export async function followPlayers(
  entries: LeaderboardEntries,
  leaderboards: readonly LeaderboardDeclaration[],
  event: unknown,
): Promise<void> {
  const changes = rowChanges(event);
  await entries.apply(
    changes.flatMap((change) => {
      const standing = standingOfRow(change.after());
      return standing === undefined ? [] : scoreChanges(standing, leaderboards);
    }),
  );
  for (const change of changes) {
    if (change.sk !== playerRows.profile.sortPrefix) continue;
    await followProfile(entries, change, playerId(change.pk.slice(change.pk.indexOf('#') + 1)));
  }
}

async function followProfile(
  entries: LeaderboardEntries,
  change: RowChange,
  player: PlayerId,
): Promise<void> {
  const [before, after] = [change.before(), change.after()];
  // A deleted player leaves a tombstone (store/accounts.ts).
  if (after === undefined || after['deletedAt'] !== undefined) return entries.remove(player);
  // A new player is on no leaderboard yet.
  if (before === undefined || sameProfile(profileOfRow(before), profileOfRow(after))) return;
  await entries.refreshProfile(player, profileOfRow(after));
}
