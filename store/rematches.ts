import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type MatchId, type PlayerId } from '../core/ids';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy } from './contention';
import { matchRows } from './keys';
import { readRow } from './read-row';
import { readRematch, type Rematch, type RematchAsked } from './rematch-row';

/** The players of ended matches who want to play again. */
export interface RematchStore {
  get(of: MatchId): Promise<Rematch | undefined>;
  /**
   * Records that a player wants a rematch; repeating it changes nothing.
   * @param next the id of the match, and @param asked its subject, for the first request
   */
  agree(of: MatchId, player: PlayerId, next: MatchId, asked: RematchAsked): Promise<Rematch>;
}

/** @param names the matches table's real name @param retry for tests: waiting and randomness */
export function createRematchStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'matches'>,
  retry: RetryPolicy = defaultRetryPolicy,
): RematchStore {
  const TableName = names.matches;

  async function get(of: MatchId): Promise<Rematch | undefined> {
    const Item = await readRow({ client, TableName, retry }, matchRows.rematch.key({ matchId: of }));
    return Item && readRematch(Item);
  }

  return {
    get,

    async agree(of, player, next, asked) {
      const agreed = await ifItHolds(retry, () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: matchRows.rematch.key({ matchId: of }),
            UpdateExpression:
              'SET agreed = list_append(if_not_exists(agreed, :none), :one), matchId = ' +
              'if_not_exists(matchId, :next), asked = if_not_exists(asked, :asked)',
            ConditionExpression: 'attribute_not_exists(agreed) OR NOT contains(agreed, :player)',
            ExpressionAttributeValues: {
              ':none': [],
              ':one': [player],
              ':player': player,
              ':next': next,
              ':asked': asked,
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      if (agreed?.Attributes !== undefined) return readRematch(agreed.Attributes);
      const found = await get(of);
      if (found === undefined) throw new Error(`the rematch of ${of} vanished`);
      return found;
    },
  };
}
