import { type GameLiftClient, StopMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { type PlayerId } from '../../core/ids';
import { type AccountTask, type AccountTaskStore } from '../../store/account-tasks';
import { type AccountStore } from '../../store/accounts';
import { banInForce } from '../../store/bans';
import { type Erasure } from '../../store/erasure';
import { type PlayerEntries } from '../../store/player-entries';
import { type TicketStore } from '../../store/tickets';
import { isRefusal } from '../shared/aws/failures';
import { log } from '../shared/log';

export interface AccountSweepDependencies {
  readonly tasks: AccountTaskStore;
  readonly accounts: Pick<AccountStore, 'get'>;
  readonly erasure: Pick<Erasure, 'account' | 'play'>;
  readonly boards: Pick<PlayerEntries, 'remove' | 'suspend' | 'readmit'>;
  readonly tickets: Pick<TicketStore, 'openTicketOf' | 'change'>;
  readonly gamelift: GameLiftClient;
  /** Epoch milliseconds. */
  now(): number;
}

export interface AccountSweep {
  /** Rounds that were done. */
  readonly done: number;
  /** Rounds that failed: they come again with the next sweep. */
  readonly failed: number;
}

/** Tasks of one sweep: more wait for the next. */
const mostTasks = 100;

/**
 * Does what is due of bans and deletions in the other tables. Each step may be repeated: a sweep that dies
 * anywhere is made good by the next. One player's trouble keeps no other's task from being done.
 */
export async function sweepAccounts(dependencies: AccountSweepDependencies): Promise<AccountSweep> {
  const { tasks, now } = dependencies;
  let done = 0;
  let failed = 0;
  for (const task of await tasks.due(now(), mostTasks)) {
    try {
      if (await work(dependencies, task)) await tasks.done(task, now());
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
  const { accounts, erasure, boards, now } = dependencies;
  const { playerId } = task;
  switch (task.task) {
    case 'ban': {
      const account = await accounts.get(playerId);
      // Lifted meanwhile.
      if (banInForce(account?.ban, now()) === undefined) return false;
      await leaveQueue(dependencies, playerId, 'The player is banned.');
      await boards.suspend(playerId);
      return true;
    }
    case 'lift': {
      const account = await accounts.get(playerId);
      if (account?.deletedAt === undefined && banInForce(account?.ban, now()) === undefined)
        await boards.readmit(playerId);
      return false;
    }
    case 'erase':
      await leaveQueue(dependencies, playerId, 'The player was deleted.');
      await boards.remove(playerId);
      // A match that is still running is rated by the standing: it goes with the next round.
      await erasure.account(playerId, { standings: task.round > 0 });
      await erasure.play(playerId);
      return true;
  }
}

/** Ends an open ticket, so that nobody is matched with a player who may not come. */
async function leaveQueue(
  { tickets, gamelift, now }: AccountSweepDependencies,
  playerId: PlayerId,
  reason: string,
): Promise<void> {
  const ticket = await tickets.openTicketOf(playerId);
  if (ticket === undefined) return;
  const { ticketId } = ticket;
  try {
    await gamelift.send(new StopMatchmakingCommand({ TicketId: ticketId }));
  } catch (error) {
    // Being placed already: it completes, and the player cannot come back to its match.
    if (isRefusal(error, 'InvalidRequestException')) return;
    if (!isRefusal(error, 'NotFoundException')) throw error;
  }
  await tickets.change({ ticketId, at: now(), status: 'cancelled', reason });
}
