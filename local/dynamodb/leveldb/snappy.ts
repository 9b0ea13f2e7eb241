import { BytesReader } from './bytes-reader';

/**
 * Unpacks what Snappy packed (format: snappy's format_description.txt): literals, and copies of what was
 * unpacked before.
 * @throws RangeError for bytes that are none of Snappy's
 */
export function unpack(packed: Buffer): Buffer {
  const reader = new BytesReader(packed);
  const unpacked = Buffer.alloc(reader.varint());
  let at = 0;
  const copy = (length: number, back: number): void => {
    if (back === 0 || back > at || at + length > unpacked.length)
      throw new RangeError('a copy leads outside');
    // Byte by byte: a copy may reach into itself.
    for (let end = at + length; at < end; at += 1) unpacked[at] = unpacked[at - back] ?? 0;
  };
  while (!reader.ended) {
    const tag = reader.take(1).readUInt8(0);
    const length = tag >>> 2;
    switch (tag & 3) {
      case 0: {
        const extra = length < 60 ? 0 : length - 59;
        const literal = reader.take((extra === 0 ? length : reader.take(extra).readUIntLE(0, extra)) + 1);
        if (at + literal.length > unpacked.length) throw new RangeError('a literal leads outside');
        at += literal.copy(unpacked, at);
        break;
      }
      case 1:
        copy((length & 7) + 4, (length >>> 3) * 256 + reader.take(1).readUInt8(0));
        break;
      case 2:
        copy(length + 1, reader.take(2).readUInt16LE(0));
        break;
      default:
        copy(length + 1, reader.take(4).readUInt32LE(0));
    }
  }
  if (at !== unpacked.length) throw new RangeError('something is missing');
  return unpacked;
}
