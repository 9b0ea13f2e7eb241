import { type Grant } from '../../functions/declaration';

/**
 * The Realtime script's access to the tables. It claims a match, appends commands, looks up player sessions,
 * and records the result in one transaction over the match, its players' records and histories. A test plays
 * a match through the store and compares.
 */
export const scriptGrants: readonly Grant[] = [
  { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
  { service: 'dynamodb', table: 'players', actions: ['GetItem', 'BatchGetItem', 'PutItem'] },
];
