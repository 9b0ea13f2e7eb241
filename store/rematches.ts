import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type TableName } from '../contract/tables';
import { matchId, type MatchId, playerId, type PlayerId } from '../core/ids';
import { defaultRetryPolicy, ifItHolds, type RetryPolicy } from './contention';
import { matchRows } from './keys';
import { readRow } from './read-row';
import { idField, parseRow } from './row-fields';

/** The players who want to play a match again. */
export interface Rematch {
  /** In the order in which they asked. */
  readonly agreed: readonly PlayerId[];
  /** The match that begins once all have agreed: its id never changes. */
  readonly matchId: MatchId;
}

export interface RematchStore {
  get(of: MatchId): Promise<Rematch | undefined>;
  /**
   * Records that a player wants a rematch; repeating it changes nothing. @param next the id of the match, for
   * the first request
   */
  agree(of: MatchId, player: PlayerId, next: MatchId): Promise<Rematch>;
}

const schema = z.object({
  agreed: z.array(idField(playerId)),
  matchId: idField(matchId),
});

/** @param names the matches table's real name @param retry for tests: waiting and randomness */
export function createRematchStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'matches'>,
  retry: RetryPolicy = defaultRetryPolicy,
): RematchStore {
  const TableName = names.matches;

  async function get(of: MatchId): Promise<Rematch | undefined> {
    const Item = await readRow(client, TableName, retry, matchRows.rematch.key({ matchId: of }));
    return Item && parseRow(schema, Item);
  }

  return {
    get,

    async agree(of, player, next) {
      const agreed = await ifItHolds(retry, () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: matchRows.rematch.key({ matchId: of }),
            UpdateExpression:
              'SET agreed = list_append(if_not_exists(agreed, :none), :one), matchId = if_not_exists(matchId, :next)',
            ConditionExpression: 'attribute_not_exists(agreed) OR NOT contains(agreed, :player)',
            ExpressionAttributeValues: { ':none': [], ':one': [player], ':player': player, ':next': next },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      if (agreed?.Attributes !== undefined) return parseRow(schema, agreed.Attributes);
      const found = await get(of);
      if (found === undefined) throw new Error(`the rematch of ${of} vanished`);
      return found;
    },
  };
}
