/** The tables, by the name that code uses for them; their keys are the store's business (store/tables.ts). */
export const tableNames = ['players', 'tickets', 'matches', 'leaderboards', 'ranks', 'deliveries'] as const;
export type TableName = (typeof tableNames)[number];
