import { BytesReader } from './bytes-reader';
import { crcAfter, crcStart, maskedState } from './checksum';
import {
  type BlockEntry,
  type BlockHandle,
  entriesIn,
  handleFrom,
  indexedBlocks,
  isWhole,
  keyTrailerSize,
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
 * The entries of all blocks that are whole. Blocks that are not where the index says, or of which no index
 * says anything, are found by their checksums. They follow each other from the first byte, data before filter
 * and index (LevelDB's doc/table_format.md).
 * @param expectedBytes the length of the file as MANIFEST has it; undefined: there is no MANIFEST
 */
export function salvageTable(table: Buffer, expectedBytes = table.length): SalvagedTable {
  const indexed = indexedBlocks(table);
  const whole = indexed?.map((block) => (isWhole(table, block) ? rowsIn(table, block) : undefined));
  if (whole?.every((rows) => rows !== undefined))
    return { entries: whole.flat(), lostBlocks: 0, lostBytes: 0 };
  return salvageByScan(table, indexed?.length, expectedBytes);
}

/** @param named the number of data blocks, if the index could be read where the footer says */
function salvageByScan(table: Buffer, named: number | undefined, expectedBytes: number): SalvagedTable {
  const { blocks, gaps } = scan(table);
  const counts = blocks.map((block) => blocksNamedBy(table, block));
  const data = blocks.filter((_, place) => counts[place] === 0);
  const rows = data.map((block) => rowsIn(table, block));
  const found = rows.filter((entries) => entries !== undefined);
  const count = named ?? counts.findLast((one) => one > 0);
  if (count !== undefined)
    return { entries: found.flat(), lostBlocks: Math.max(0, count - found.length), lostBytes: 0 };
  // The first whole block without rows is the filter: no data block is behind it.
  const dataEnd = data[rows.indexOf(undefined)]?.offset ?? Math.max(table.length, expectedBytes);
  const inGaps = gaps.filter(({ offset }) => offset < dataEnd).reduce((sum, { size }) => sum + size, 0);
  return {
    entries: found.flat(),
    lostBlocks: 0,
    lostBytes: inGaps + dataEnd - Math.min(dataEnd, table.length),
  };
}

/** Letters with which each key begins, and the longest form of the two lengths before it. */
const keyLetters = 3;
const maxHeaderBytes = 10;

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

/**
 * How many data blocks a block names, if it is an index; 0: it is another block. The blocks that an index
 * names follow each other from the first byte. No JSON is like the place of the first one, which is 0.
 */
function blocksNamedBy(table: Buffer, index: BlockHandle): number {
  try {
    let end = 0;
    const entries = entriesIn(table, index);
    for (const { value } of entries) {
      const reader = new BytesReader(value);
      const block = handleFrom(reader);
      if (!reader.ended || block.offset !== end) return 0;
      end += block.size + trailerSize;
    }
    return entries.length;
  } catch {
    return 0;
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
 * False for nearly all bytes where no data block begins: an attempt at each byte would take hours. The first
 * key of a block shares nothing (0), has a length, and begins with letters (`keys.ts`). In a packed block it
 * is in a literal behind the block's length.
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
  if (table[at] !== 0 || (table[at + 1] ?? 0) <= keyTrailerSize) return false;
  const reader = new BytesReader(table.subarray(at + 1, at + 1 + maxHeaderBytes + keyLetters));
  try {
    reader.varint();
    reader.varint();
    return /^[a-z]+$/.test(reader.take(keyLetters).toString('latin1'));
  } catch {
    return false;
  }
}
