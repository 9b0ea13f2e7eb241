import { type TableName } from '../contract/tables';

/** The tables of a benchmark's own database, under their plain names. */
export const benchTables = {
  players: 'players',
  tickets: 'tickets',
  matches: 'matches',
  leaderboards: 'leaderboards',
  ranks: 'ranks',
  deliveries: 'deliveries',
} as const satisfies Readonly<Record<TableName, string>>;
