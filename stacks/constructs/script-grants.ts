import { type Grant } from '../../contract/functions';

/**
 * What the Realtime script does with the tables, as the store's match rows ask: it claims a match, appends commands, and records
 * the result in one transaction over the match, both players and the boards.
 */
export const scriptGrants: readonly Grant[] = [
  { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] },
  { service: 'dynamodb', table: 'players', actions: ['GetItem', 'PutItem', 'UpdateItem'] },
  { service: 'dynamodb', table: 'leaderboards', actions: ['GetItem', 'PutItem', 'UpdateItem'] },
];
