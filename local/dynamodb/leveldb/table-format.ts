import { BytesReader } from './bytes-reader';
import { maskedChecksum } from './checksum';
import { unpack } from './snappy';

/**
 * LevelDB looks at a table's checksums only when it is asked to, and classic-level does not ask. This does
 * (format: LevelDB's doc/table_format.md): blocks with a byte for their compression and four for a checksum;
 * an index of the blocks; a footer that says where the index is.
 */
const footerSize = 48;
const trailerSize = 5;
const magic = Buffer.from('57fb808b247547db', 'hex');

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

/** What is wrong with a table; undefined: nothing. */
export function damageInTable(table: Buffer): string | undefined {
  if (table.length < footerSize) return 'it is cut off';
  if (!table.subarray(-magic.length).equals(magic)) return 'its end is not that of a table';
  try {
    const footer = new BytesReader(table.subarray(-footerSize));
    const [metaIndex, index] = [handleFrom(footer), handleFrom(footer)];
    for (const handle of [metaIndex, index]) if (!isWhole(table, handle)) return damagedAt(handle);
    for (const handle of [...handlesIn(table, index), ...handlesIn(table, metaIndex)])
      if (!isWhole(table, handle)) return damagedAt(handle);
    return undefined;
  } catch (error) {
    return `its index can not be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function damagedAt({ offset }: BlockHandle): string {
  return `it is damaged at byte ${offset}`;
}

function handleFrom(reader: BytesReader): BlockHandle {
  return { offset: reader.varint(), size: reader.varint() };
}

function isWhole(table: Buffer, { offset, size }: BlockHandle): boolean {
  const end = offset + size + 1;
  return end + 4 <= table.length && maskedChecksum(table.subarray(offset, end)) === table.readUInt32LE(end);
}

/** The blocks that an index names: its values are handles, its keys do not matter here. */
function handlesIn(table: Buffer, { offset, size }: BlockHandle): readonly BlockHandle[] {
  const packed = table.subarray(offset, offset + size + trailerSize);
  const block = packed[size] === 1 ? unpack(packed.subarray(0, size)) : packed.subarray(0, size);
  const restarts = block.readUInt32LE(block.length - 4);
  const entries = new BytesReader(block.subarray(0, block.length - 4 * (restarts + 1)));
  const handles: BlockHandle[] = [];
  while (!entries.ended) {
    entries.varint();
    const keyLength = entries.varint();
    const valueLength = entries.varint();
    entries.take(keyLength);
    handles.push(handleFrom(new BytesReader(entries.take(valueLength))));
  }
  return handles;
}
