/**
 * Where things lie in LevelDB. The parts before an item's own key are dynalite's (dynalite/db, getItemDb and
 * getIndexDb), so that folders of every version can be read.
 */
export const tablePrefix = 'table~';
/**
 * Of a second copy of each table's own row, without which no item can be used. It sorts before all items,
 * and the row behind them. A table file that lost its beginning or its end still has one of the two.
 */
export const tableCopyPrefix = 'copy-of-table~';
/** Of a deleted table, whose rows may still be there. */
export const droppedPrefix = 'dropped~';
export const itemPrefix = (table: string): string => `item-${table}~`;
export const tagPrefix = (table: string): string => `tag-${table}~`;
export const indexPrefix = (kind: 'Global' | 'Local', table: string, index: string): string =>
  `index-${kind.toLowerCase()}~${table}~${index}~`;

/** The keys with this prefix: there is no character beyond this one. A tag's key can begin with any. */
export const under = (prefix: string): { readonly gte: string; readonly lt: string } => ({
  gte: prefix,
  lt: `${prefix}\u{10ffff}`,
});

/** The ranges of the entries of all indexes. */
export const everyIndex = [under('index-global~'), under('index-local~')] as const;
