import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type RetryPolicy } from './contention';
import { matchRows } from './keys';
import { type MatchStore } from './matches';
import { readRow } from './read-row';
import { transactIfItHolds } from './transaction';

/** A placement takes less time than this, so the row that marks a void match is not needed after it. */
const voidKeptSeconds = 24 * 60 * 60;

/** The part of the store that ends matches before they begin. */
export interface VoidMatches {
  readonly voidBeforeBegin: MatchStore['voidBeforeBegin'];
  readonly isVoid: MatchStore['isVoid'];
}

/** Matches that a player gave up before a server claimed them. */
export function createVoidMatches(
  client: DynamoDBDocumentClient,
  table: string,
  retry: RetryPolicy,
  now: () => number,
): VoidMatches {
  return {
    async voidBeforeBegin(matchId) {
      const expiresAt = Math.floor(now() / 1000) + voidKeptSeconds;
      const items = [
        {
          ConditionCheck: {
            TableName: table,
            Key: matchRows.match.key({ matchId }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        { Put: { TableName: table, Item: { ...matchRows.voided.key({ matchId }), expiresAt } } },
      ];
      return (await transactIfItHolds(client, retry, items)) ? 'voided' : 'begun';
    },

    async isVoid(matchId) {
      return (
        (await readRow({ client, TableName: table, retry }, matchRows.voided.key({ matchId }))) !== undefined
      );
    },
  };
}
