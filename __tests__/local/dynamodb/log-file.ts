/** LevelDB's logs, for tests that move records between them (LevelDB's doc/log_format.md). */
import { maskedChecksum } from '../../../local/dynamodb/leveldb/checksum';

const blockSize = 32 * 1024;
const headerSize = 7;
const type = { full: 1, first: 2, middle: 3, last: 4 } as const;

/** The bytes that LevelDB writes for these records. */
export function logOf(records: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  const add = (bytes: Buffer): void => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const record of records) {
    let left = record;
    do {
      const room = blockSize - (at % blockSize);
      if (room < headerSize) add(Buffer.alloc(room));
      const data = left.subarray(0, blockSize - (at % blockSize) - headerSize);
      const isFirst = left.length === record.length;
      left = left.subarray(data.length);
      const isLast = left.length === 0;
      const kind = isFirst ? (isLast ? type.full : type.first) : isLast ? type.last : type.middle;
      const typed = Buffer.concat([Buffer.from([kind]), data]);
      const header = Buffer.alloc(headerSize - 1);
      header.writeUInt32LE(maskedChecksum(typed), 0);
      header.writeUInt16LE(data.length, 4);
      add(Buffer.concat([header, typed]));
    } while (left.length > 0);
  }
  return Buffer.concat(parts);
}
