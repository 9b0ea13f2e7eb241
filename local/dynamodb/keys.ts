/**
 * Where things lie in LevelDB. The parts before an item's own key are dynalite's (dynalite/db, getItemDb and
 * getIndexDb), so that folders of every version can be read.
 */
export const tablePrefix = 'table~';
/** Of a deleted table, whose rows may still be there. */
export const droppedPrefix = 'dropped~';
export const itemPrefix = (table: string): string => `item-${table}~`;
const tagsPrefix = 'tag-';
export const tagPrefix = (table: string): string => `${tagsPrefix}${table}~`;
/** Of the attribute by which a table's items end. */
export const ttlSettingPrefix = 'ttl-setting~';
export const indexPrefix = (kind: 'Global' | 'Local', table: string, index: string): string =>
  `index-${kind.toLowerCase()}~${table}~${index}~`;

/** The keys with this prefix: there is no character beyond this one. A tag's key can begin with any. */
export const under = (prefix: string): { readonly gte: string; readonly lt: string } => ({
  gte: prefix,
  lt: `${prefix}\u{10ffff}`,
});

/**
 * Of a second copy of the rows that say what a table is: its own, without which no item can be used, its TTL
 * and its tags. The copies sort before all items, and the rows behind them. A table file that lost its
 * beginning or its end still has one of the two.
 */
export const copyPrefix = 'copy-of-';
const copiedPrefixes = [tablePrefix, tagsPrefix, ttlSettingPrefix] as const;
/** True for the key of a row that is stored twice. */
export const isCopied = (key: string): boolean => copiedPrefixes.some((prefix) => key.startsWith(prefix));
/** The ranges of the rows that are stored twice. */
export const copiedRows = copiedPrefixes.map(under);

/** The ranges of the entries of all indexes. */
export const everyIndex = [under('index-global~'), under('index-local~')] as const;
