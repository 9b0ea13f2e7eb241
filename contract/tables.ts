/**
 * The tables, by the name that code uses for them; their keys are declared in the store (store/tables.ts).
 */
export const tableNames = ['players', 'tickets', 'matches', 'leaderboards', 'ranks', 'deliveries'] as const;
export type TableName = (typeof tableNames)[number];

/** A value for each table, made from its name, for example the real names of an environment. */
export function tablesNamed(nameOf: (table: TableName) => string): Readonly<Record<TableName, string>> {
  return {
    players: nameOf('players'),
    tickets: nameOf('tickets'),
    matches: nameOf('matches'),
    leaderboards: nameOf('leaderboards'),
    ranks: nameOf('ranks'),
    deliveries: nameOf('deliveries'),
  };
}
