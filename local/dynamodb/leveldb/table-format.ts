import { messageOf } from '../../../core/message-of';
import { BytesReader } from './bytes-reader';
import { maskedChecksum } from './checksum';
import { type TableFile } from './manifest';
import { unpack } from './snappy';

/**
 * LevelDB looks at a table's checksums only when it is asked to, and classic-level does not ask. This does
 * (format: LevelDB's doc/table_format.md): blocks with a byte for their compression and four for a checksum;
 * an index of the blocks; a footer that says where the index is.
 */
const footerSize = 48;
export const trailerSize = 5;
/** The last bytes of a key: the kind of its write, 0 or 1, and its sequence number (db/dbformat.h). */
export const keyTrailerSize = 8;
const magic = Buffer.from('57fb808b247547db', 'hex');

/** The place of a block, without its trailer; bytes. */
export interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

/** Whether the last bytes are those with which every table ends, and no other file. */
export const endsAsTable = (bytes: Buffer): boolean => bytes.subarray(-magic.length).equals(magic);

/**
 * The damage of a table; undefined: none.
 * @param expected its entry in the MANIFEST; absent: there is no MANIFEST
 */
export function damageInTable(table: Buffer, expected?: TableFile): string | undefined {
  if (table.length < footerSize) return 'it is cut off';
  if (!endsAsTable(table)) return 'its end is not that of a table';
  try {
    const footer = new BytesReader(table.subarray(-footerSize));
    const [metaIndex, index] = [handleFrom(footer), handleFrom(footer)];
    for (const handle of [metaIndex, index]) if (!isWhole(table, handle)) return damagedAt(handle);
    for (const handle of [...handlesIn(table, index), ...handlesIn(table, metaIndex)])
      if (!isWhole(table, handle)) return damagedAt(handle);
    return expected && !isExpected(table, index, expected)
      ? 'it is another table than MANIFEST says'
      : undefined;
  } catch (error) {
    return `its index can not be read: ${messageOf(error)}`;
  }
}

/** Distinguishes a table from others, such as one of an older copy under the same name. */
function isExpected(table: Buffer, index: BlockHandle, { bytes, firstKey, lastKey }: TableFile): boolean {
  const blocks = handlesIn(table, index);
  const [first, last] = [blocks.at(0), blocks.at(-1)];
  return (
    table.length === bytes &&
    first !== undefined &&
    last !== undefined &&
    entriesIn(table, first).at(0)?.key.equals(firstKey) === true &&
    entriesIn(table, last).at(-1)?.key.equals(lastKey) === true
  );
}

function damagedAt({ offset }: BlockHandle): string {
  return `it is damaged at byte ${offset}`;
}

/** @throws RangeError for bytes that are not two numbers */
export function handleFrom(reader: BytesReader): BlockHandle {
  return { offset: reader.varint(), size: reader.varint() };
}

/** True when the block lies in the table and its checksum is right. */
export function isWhole(table: Buffer, { offset, size }: BlockHandle): boolean {
  const end = offset + size + 1;
  return end + 4 <= table.length && maskedChecksum(table.subarray(offset, end)) === table.readUInt32LE(end);
}

/** A key and its value in a block. */
export interface BlockEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** The data blocks that the footer and the index name; undefined: one of the two cannot be read. */
export function indexedBlocks(table: Buffer): readonly BlockHandle[] | undefined {
  try {
    if (!endsAsTable(table)) return undefined;
    const footer = new BytesReader(table.subarray(-footerSize));
    handleFrom(footer);
    const index = handleFrom(footer);
    return isWhole(table, index) ? handlesIn(table, index) : undefined;
  } catch {
    return undefined;
  }
}

/** The blocks that an index names: its values are handles, its keys do not matter here. */
function handlesIn(table: Buffer, index: BlockHandle): readonly BlockHandle[] {
  return entriesIn(table, index).map(({ value }) => handleFrom(new BytesReader(value)));
}

/**
 * The entries of a whole block. Keys share their beginnings with the keys before them.
 * @throws RangeError for a block that holds no entries, such as a filter
 */
export function entriesIn(table: Buffer, { offset, size }: BlockHandle): readonly BlockEntry[] {
  const packed = table.subarray(offset, offset + size + trailerSize);
  const block = packed[size] === 1 ? unpack(packed.subarray(0, size)) : packed.subarray(0, size);
  const restarts = block.readUInt32LE(block.length - 4);
  const reader = new BytesReader(block.subarray(0, block.length - 4 * (restarts + 1)));
  const entries: BlockEntry[] = [];
  let key: Buffer = Buffer.alloc(0);
  while (!reader.ended) {
    const shared = reader.varint();
    const keyLength = reader.varint();
    const valueLength = reader.varint();
    key = Buffer.concat([key.subarray(0, shared), reader.take(keyLength)]);
    entries.push({ key, value: reader.take(valueLength) });
  }
  return entries;
}
