import { type PlayerId } from '../../core/ids';
import { type AccountTask, type AccountTaskStore } from '../../store/account-tasks';
import { type AccountStore } from '../../store/accounts';
import { banInForce } from '../../store/bans';
import { type Erasure } from '../../store/erasure';
import { type InvitationStore } from '../../store/invitations';
import { type PlayerEntries } from '../../store/player-entries';
import { log } from '../shared/log';
import { leaveQueue, type LeaveQueueParts } from '../shared/tickets/leave-queue';

export interface AccountSweepDependencies extends LeaveQueueParts {
  readonly tasks: AccountTaskStore;
  readonly accounts: Pick<AccountStore, 'get'>;
  readonly erasure: Pick<Erasure, 'account' | 'play'>;
  readonly leaderboards: Pick<PlayerEntries, 'remove' | 'suspend' | 'readmit'>;
  readonly invitations: Pick<InvitationStore, 'openOf' | 'end'>;
}

/** The counts of one sweep of accounts, for the log. */
export interface AccountSweep {
  /** Rounds that were completed. */
  readonly done: number;
  /** Rounds that failed: the next sweep repeats them. */
  readonly failed: number;
}

/** The maximum number of tasks of one sweep: the next sweep takes the rest. */
const maxTasks = 100;

/**
 * Carries out the due work of bans and deletions in the other tables. Each step may be repeated, so the next
 * sweep completes one that died. A task that fails does not stop the tasks of other players.
 */
export async function sweepAccounts(dependencies: AccountSweepDependencies): Promise<AccountSweep> {
  const { tasks, now } = dependencies;
  let done = 0;
  let failed = 0;
  for (const task of await tasks.due(now(), maxTasks)) {
    try {
      if (await work(dependencies, task)) await tasks.completeRound(task, now());
      else await tasks.drop(task);
      done += 1;
    } catch (error) {
      failed += 1;
      log('error', 'an account task failed', { playerId: task.playerId, task: task.task, error });
    }
  }
  return { done, failed };
}

/** @returns false when the task needs no further round */
async function work(dependencies: AccountSweepDependencies, task: AccountTask): Promise<boolean> {
  const { accounts, erasure, leaderboards, now } = dependencies;
  const { playerId } = task;
  switch (task.task) {
    case 'ban': {
      const account = await accounts.get(playerId);
      // The ban was lifted in the meantime.
      if (banInForce(account?.ban, now()) === undefined) return false;
      await leaveQueue(dependencies, playerId, 'banned');
      await endInvitations(dependencies, playerId);
      await leaderboards.suspend(playerId);
      return true;
    }
    case 'lift': {
      const account = await accounts.get(playerId);
      if (account?.deletedAt === undefined && banInForce(account?.ban, now()) === undefined)
        await leaderboards.readmit(playerId);
      return false;
    }
    case 'erase':
      await leaveQueue(dependencies, playerId, 'deleted');
      await endInvitations(dependencies, playerId);
      await leaderboards.remove(playerId);
      // A match that is still running is rated by the standing, which therefore goes with the next round.
      await erasure.account(playerId, { standings: task.round > 0 });
      await erasure.play(playerId);
      return true;
  }
}

/** Ends open invitations from and to a player who cannot come to their matches. */
async function endInvitations(
  { invitations }: Pick<AccountSweepDependencies, 'invitations'>,
  playerId: PlayerId,
): Promise<void> {
  for (const { code, from } of await invitations.openOf(playerId))
    await invitations.end(code, from === playerId ? 'withdrawn' : 'declined');
}
