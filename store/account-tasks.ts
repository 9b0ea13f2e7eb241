import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId, playerId as readPlayerId } from '../core/ids';
import { defaultRetryPolicy, type RetryPolicy, whileContended } from './contention';
import { playerRows } from './keys';
import { type TransactItem, transactIfItHolds } from './transaction';

/**
 * `ban`: the player leaves queues and leaderboards. `lift`: a ban was lifted or has run out, and leaderboards
 * take the player again. `erase`: all that is stored of the player is deleted.
 */
const kinds = ['ban', 'lift', 'erase'] as const;
export type AccountTaskKind = (typeof kinds)[number];

/** A change of a player's account that other tables have yet to follow. */
export interface AccountTask {
  readonly playerId: PlayerId;
  readonly task: AccountTaskKind;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** 0 for the first round. */
  readonly round: number;
}

/**
 * Milliseconds between the rounds of a task. It is repeated because a match that was running at the first
 * round writes standings, history and leaderboards at its end.
 */
const pauses = [3_600_000, 6 * 3_600_000, 24 * 3_600_000] as const;

/** The task's row, for the transaction that requires it. */
export function taskWrite(TableName: string, task: AccountTask): TransactItem {
  return { Put: { TableName, Item: { ...playerRows.accountTask.key({ ...task }), ...task } } };
}

/** Changes of accounts that other tables have yet to follow, by the time at which they are due. */
export interface AccountTaskStore {
  /** Tasks that are due, the oldest first. @param now epoch milliseconds */
  due(now: number, limit: number): Promise<readonly AccountTask[]>;
  /**
   * Completes this round: the task comes again later, or is deleted after its last round. Repeating it
   * changes nothing.
   */
  completeRound(task: AccountTask, now: number): Promise<void>;
  /** The task needs no further round. */
  drop(task: AccountTask): Promise<void>;
}

/** @param names the players table's real name @param retry for tests: waiting and randomness */
export function createAccountTaskStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'players'>,
  retry: RetryPolicy = defaultRetryPolicy,
): AccountTaskStore {
  const TableName = names.players;
  /** When two processes work on one task, the slower one changes nothing. */
  async function replace(task: AccountTask, next: AccountTask | undefined): Promise<void> {
    const Key = playerRows.accountTask.key({ ...task });
    await transactIfItHolds(client, retry, [
      { Delete: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } },
      ...(next === undefined ? [] : [taskWrite(TableName, next)]),
    ]);
  }
  return {
    async due(now, limit) {
      const { Items } = await whileContended(retry, () =>
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND sk < :after',
            ExpressionAttributeValues: {
              ':pk': playerRows.accountTask.partition({}),
              // In the key, task and player follow the time.
              ':after': playerRows.accountTask.sort({ dueAt: now + 1, task: 'ban', playerId: ' ' }),
            },
            Limit: limit,
            ConsistentRead: true,
          }),
        ),
      );
      return (Items ?? []).map(({ playerId, task, dueAt, round }) => ({
        playerId: readPlayerId(String(playerId)),
        task: kinds.find((kind) => kind === task) ?? 'ban',
        dueAt: Number(dueAt),
        round: Number(round),
      }));
    },
    async completeRound(task, now) {
      const pause = pauses[task.round];
      await replace(
        task,
        pause === undefined ? undefined : { ...task, dueAt: now + pause, round: task.round + 1 },
      );
    },
    drop: (task) => replace(task, undefined),
  };
}
