import { BytesReader } from './bytes-reader';
import { crcAfter, crcStart, maskedState } from './checksum';
import {
  type BlockEntry,
  type BlockHandle,
  entriesIn,
  handleFrom,
  indexedBlocks,
  isWhole,
  trailerSize,
} from './table-format';

/** The readable part of a table. */
export interface SalvagedTable {
  readonly entries: readonly BlockEntry[];
  /** Data blocks that cannot be read, of a table whose index tells how many it has. */
  readonly lostBlocks: number;
  /** Bytes of data blocks that cannot be read, at most, of a table without an index. */
  readonly lostBytes: number;
}

/**
 * The entries of all blocks that are whole. Without a footer the blocks are found by their checksums: they
 * follow each other from the first byte, data before filter and index (LevelDB's doc/table_format.md).
 * @param expectedBytes the length of the file as MANIFEST has it; undefined: there is no MANIFEST
 */
export function salvageTable(table: Buffer, expectedBytes = table.length): SalvagedTable {
  const indexed = indexedBlocks(table);
  if (indexed) return salvageIndexed(table, indexed);
  const { blocks, gaps } = scan(table);
  for (const block of blocks.toReversed()) {
    const index = blocksNamedBy(table, block);
    if (index) return salvageIndexed(table, index);
  }
  const rows = blocks.map((block) => rowsIn(table, block));
  // The first whole block without rows is the filter: no data block is behind it.
  const filter = rows.indexOf(undefined);
  const dataEnd = blocks[filter]?.offset ?? Math.max(table.length, expectedBytes);
  const last = Math.min(dataEnd, table.length);
  const inGaps = gaps.filter(({ offset }) => offset < dataEnd).reduce((sum, { size }) => sum + size, 0);
  return {
    entries: rows.flatMap((entries, at) => (filter === -1 || at < filter ? (entries ?? []) : [])),
    lostBlocks: 0,
    lostBytes: inGaps + dataEnd - last,
  };
}

function salvageIndexed(table: Buffer, blocks: readonly BlockHandle[]): SalvagedTable {
  const entries: BlockEntry[] = [];
  let lostBlocks = 0;
  for (const block of blocks) {
    const rows = isWhole(table, block) ? rowsIn(table, block) : undefined;
    if (rows) entries.push(...rows);
    else lostBlocks += 1;
  }
  return { entries, lostBlocks, lostBytes: 0 };
}

/** The last eight bytes of a key: its write's kind, 0 or 1, and sequence number (db/dbformat.h). */
const keyTrailerSize = 8;

/** The entries of a data block; undefined: it is another block. */
function rowsIn(table: Buffer, block: BlockHandle): readonly BlockEntry[] | undefined {
  try {
    const entries = entriesIn(table, block);
    const areRows = entries.every(
      ({ key }) => key.length >= keyTrailerSize && (key[key.length - keyTrailerSize] ?? 2) < 2,
    );
    return areRows && entries.length > 0 ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** The data blocks that a block names, if it is an index: they follow each other, and lie before it. */
function blocksNamedBy(table: Buffer, index: BlockHandle): readonly BlockHandle[] | undefined {
  try {
    let end = 0;
    const blocks = entriesIn(table, index).map(({ value }) => {
      const reader = new BytesReader(value);
      const block = handleFrom(reader);
      if (!reader.ended || block.offset !== end) throw new RangeError('it is not an index');
      end += block.size + trailerSize;
      return block;
    });
    return blocks.length > 0 && end <= index.offset ? blocks : undefined;
  } catch {
    return undefined;
  }
}

/** A block holds one entry at least: an item of DynamoDB has 400 KB at most, and may be stored as it is. */
const maxBlockBytes = 1 << 20;

/** All whole blocks of a table, and what lies between them. */
function scan(table: Buffer): {
  readonly blocks: readonly BlockHandle[];
  readonly gaps: readonly BlockHandle[];
} {
  const blocks: BlockHandle[] = [];
  const gaps: BlockHandle[] = [];
  let [at, gapStart] = [0, 0];
  const closeGap = (end: number): void => {
    if (end > gapStart) gaps.push({ offset: gapStart, size: end - gapStart });
  };
  while (at < table.length) {
    const isAfterBlock = at === gapStart;
    const size = isAfterBlock || mayBegin(table, at) ? sizeOfBlockAt(table, at) : undefined;
    const block = size === undefined ? undefined : { offset: at, size };
    if (!block || !(isAfterBlock || rowsIn(table, block))) {
      at += 1;
      continue;
    }
    closeGap(at);
    blocks.push(block);
    at += block.size + trailerSize;
    gapStart = at;
  }
  closeGap(table.length);
  return { blocks, gaps };
}

/** The size of the block that begins at a byte, by its checksum; undefined: no block begins there. */
function sizeOfBlockAt(table: Buffer, at: number): number | undefined {
  const end = Math.min(table.length - trailerSize, at + maxBlockBytes);
  let state = crcStart;
  for (let place = at; place <= end; place += 1) {
    const byte = table[place] ?? 0;
    state = crcAfter(state, byte);
    // The byte before a checksum says whether the block is packed.
    if (byte < 2 && place > at && maskedState(state) === table.readUInt32LE(place + 1)) return place - at;
  }
  return undefined;
}

/**
 * False for most bytes where no data block begins; it only saves time. The first key of a block shares
 * nothing (0) and has a length. In a packed block it is in a literal behind the block's length.
 */
function mayBegin(table: Buffer, at: number): boolean {
  if (beginsWithKey(table, at)) return true;
  let place = at;
  while ((table[place] ?? 0) >= 128) place += 1;
  const tag = table[place + 1] ?? 3;
  if ((tag & 3) !== 0) return false;
  const extra = Math.max(0, (tag >>> 2) - 59);
  return beginsWithKey(table, place + 2 + extra);
}

function beginsWithKey(table: Buffer, at: number): boolean {
  return table[at] === 0 && (table[at + 1] ?? 0) > keyTrailerSize;
}
