import { type TableName } from '../contract/tables';

/**
 * The tables as plain data: the only source of what the local creator makes (local/dynamodb) and of what
 * the stacks deploy (stacks/data). What the rows are is in store/keys.ts and docs/data.md.
 */

export type KeyAttributeType = 'S' | 'N' | 'B';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyAttributeType;
}

/** Partition key, and sort key where there is one. */
export interface KeySchema {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

export type IndexProjection =
  | { readonly type: 'ALL' }
  | { readonly type: 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly nonKeyAttributes: readonly string[] };

export interface GlobalSecondaryIndex extends KeySchema {
  readonly name: string;
  readonly projection: IndexProjection;
}

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export interface TableDeclaration extends KeySchema {
  /** Key of the table in contract/tables.ts; its real name is an environment's business. */
  readonly table: TableName;
  readonly description: string;
  /** Every table is paid by request: play comes in waves that nobody provisions for. */
  readonly billing: 'on-demand';
  readonly globalSecondaryIndexes: readonly GlobalSecondaryIndex[];
  readonly stream?: StreamView;
  /**
   * Epoch seconds after which DynamoDB deletes the row by itself, usually within days (DynamoDB guide,
   * "TTL").
   */
  readonly timeToLiveAttribute?: string;
  readonly pointInTimeRecovery: boolean;
}

const pk: KeyAttribute = { name: 'pk', type: 'S' };
const sk: KeyAttribute = { name: 'sk', type: 'S' };

export const tables: Readonly<Record<TableName, TableDeclaration>> = {
  players: {
    table: 'players',
    description:
      'Players, their standings and records in each game, sessions, linked identities, attempt counters.',
    billing: 'on-demand',
    partitionKey: pk,
    sortKey: sk,
    globalSecondaryIndexes: [],
    stream: 'NEW_AND_OLD_IMAGES',
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecovery: true,
  },
  tickets: {
    table: 'tickets',
    description: 'Matchmaking tickets as the events left them, and which ticket a player has open.',
    billing: 'on-demand',
    partitionKey: pk,
    sortKey: sk,
    globalSecondaryIndexes: [
      // Sparse: a ticket is in it only while it is open, so the sweeper reads nothing but what is worth
      // sweeping.
      {
        name: 'open',
        partitionKey: { name: 'openShard', type: 'S' },
        sortKey: { name: 'heardAt', type: 'N' },
        projection: { type: 'ALL' },
      },
    ],
    // Only new invitations are followed.
    stream: 'NEW_AND_OLD_IMAGES',
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecovery: false,
  },
  matches: {
    table: 'matches',
    description: "Matches, their logs, who sits where, and each player's history.",
    billing: 'on-demand',
    partitionKey: pk,
    sortKey: sk,
    globalSecondaryIndexes: [
      // Sparse: a match is in it only while it is active. Nothing that an appended command changes is in it,
      // so commands do not write to it.
      {
        name: 'active',
        partitionKey: { name: 'activeShard', type: 'S' },
        sortKey: { name: 'attendedAt', type: 'N' },
        projection: { type: 'INCLUDE', nonKeyAttributes: ['matchId'] },
      },
    ],
    stream: 'NEW_AND_OLD_IMAGES',
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecovery: true,
  },
  leaderboards: {
    table: 'leaderboards',
    description: 'One row a player, board and period; the index holds each board in order.',
    billing: 'on-demand',
    partitionKey: pk,
    sortKey: sk,
    globalSecondaryIndexes: [
      {
        name: 'rank',
        partitionKey: { name: 'gpk', type: 'S' },
        sortKey: { name: 'gsk', type: 'S' },
        projection: { type: 'INCLUDE', nonKeyAttributes: ['s', 't', 'n', 'c', 'a'] },
      },
    ],
    stream: 'NEW_AND_OLD_IMAGES',
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecovery: true,
  },
  // No stream of its own: what counts entries must not be told of its own counting. No recovery either: it is
  // made of entries, and can be made again.
  ranks: {
    table: 'ranks',
    description:
      'How many players have which score: counting trees, their checkpoints, the periods of boards.',
    billing: 'on-demand',
    partitionKey: pk,
    sortKey: sk,
    globalSecondaryIndexes: [],
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecovery: false,
  },
  deliveries: {
    table: 'deliveries',
    description: 'How far each event is with each webhook.',
    billing: 'on-demand',
    partitionKey: pk,
    sortKey: sk,
    globalSecondaryIndexes: [],
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecovery: false,
  },
};

/** The key attributes of a table and its indexes, each once: what CreateTable calls AttributeDefinitions. */
export function keyAttributes(declaration: TableDeclaration): readonly KeyAttribute[] {
  const all = [declaration, ...declaration.globalSecondaryIndexes].flatMap(({ partitionKey, sortKey }) =>
    sortKey ? [partitionKey, sortKey] : [partitionKey],
  );
  return [...new Map(all.map((attribute) => [attribute.name, attribute])).values()];
}
