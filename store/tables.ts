import { type TableName } from '../contract/tables';

/**
 * The tables as plain data: the only source of the tables that local/dynamodb creates and
 * stacks/data-stack.ts deploys. The rows are described in store/keys.ts and docs/data.md.
 */

export type KeyAttributeType = 'S' | 'N' | 'B';

/** An attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyAttributeType;
}

/** Partition key, and sort key if there is one. */
export interface KeySchema {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

export type IndexProjection =
  | { readonly type: 'ALL' }
  | { readonly type: 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly nonKeyAttributes: readonly string[] };

/** A global secondary index; `projection` names the attributes beside its keys and the table's. */
export interface GlobalSecondaryIndex extends KeySchema {
  readonly name: string;
  readonly projection: IndexProjection;
}

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table as data: what is deployed, and what the laptop creates. */
export interface TableDeclaration extends KeySchema {
  /** Key of the table in contract/tables.ts; its real name depends on the environment. */
  readonly table: TableName;
  readonly description: string;
  /** Every table is billed on demand: the load comes in waves that cannot be provisioned. */
  readonly billing: 'on-demand';
  readonly globalSecondaryIndexes: readonly GlobalSecondaryIndex[];
  readonly stream?: StreamView;
  /** Epoch seconds after which DynamoDB deletes the row, usually within days (DynamoDB guide, "TTL"). */
  readonly timeToLiveAttribute?: string;
  readonly pointInTimeRecovery: boolean;
}

/** The fields that all tables have in common. */
const common = {
  billing: 'on-demand',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  timeToLiveAttribute: 'expiresAt',
} as const satisfies Partial<TableDeclaration>;

export const tables: Readonly<Record<TableName, TableDeclaration>> = {
  players: {
    table: 'players',
    description:
      'Players, their standings and records in each game, sessions, linked identities, attempt counters.',
    ...common,
    globalSecondaryIndexes: [],
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: true,
  },
  tickets: {
    table: 'tickets',
    description: 'Matchmaking tickets as the events left them, and which ticket a player has open.',
    ...common,
    globalSecondaryIndexes: [
      // Sparse: only open tickets are in it, so the sweeper reads only tickets that may need it.
      {
        name: 'open',
        partitionKey: { name: 'openShard', type: 'S' },
        sortKey: { name: 'heardAt', type: 'N' },
        projection: { type: 'ALL' },
      },
    ],
    // Only new invitations are followed.
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: false,
  },
  matches: {
    table: 'matches',
    description: "Matches, their logs, who sits where, and each player's history.",
    ...common,
    globalSecondaryIndexes: [
      // Sparse: only active matches are in it. It has no attribute that an appended command changes, so
      // commands do not write to it.
      {
        name: 'active',
        partitionKey: { name: 'activeShard', type: 'S' },
        sortKey: { name: 'attendedAt', type: 'N' },
        projection: { type: 'INCLUDE', nonKeyAttributes: ['matchId'] },
      },
    ],
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: true,
  },
  leaderboards: {
    table: 'leaderboards',
    description: 'One row a player, leaderboard and period; the index holds each leaderboard in order.',
    ...common,
    globalSecondaryIndexes: [
      {
        name: 'rank',
        partitionKey: { name: 'gpk', type: 'S' },
        sortKey: { name: 'gsk', type: 'S' },
        projection: { type: 'INCLUDE', nonKeyAttributes: ['s', 't', 'n', 'c', 'a'] },
      },
    ],
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecovery: true,
  },
  // Without a stream: the function that counts entries must not get its own counting. Without recovery: it is
  // derived from entries, and can be rebuilt.
  ranks: {
    table: 'ranks',
    description:
      'How many players have which score: counting trees, their checkpoints, the periods of leaderboards.',
    ...common,
    globalSecondaryIndexes: [],
    pointInTimeRecovery: false,
  },
  deliveries: {
    table: 'deliveries',
    description: 'How far each event is with each webhook.',
    ...common,
    globalSecondaryIndexes: [],
    pointInTimeRecovery: false,
  },
};

/** The key attributes of a table and its indexes, each once: CreateTable's AttributeDefinitions. */
export function keyAttributes(declaration: TableDeclaration): readonly KeyAttribute[] {
  const all = [declaration, ...declaration.globalSecondaryIndexes].flatMap(({ partitionKey, sortKey }) =>
    sortKey ? [partitionKey, sortKey] : [partitionKey],
  );
  return [...new Map(all.map((attribute) => [attribute.name, attribute])).values()];
}
