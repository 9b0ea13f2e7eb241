import { tablesNamed } from '../contract/tables';

/** The tables of a benchmark's own database, under their plain names. */
export const benchTables = tablesNamed((table) => table);
