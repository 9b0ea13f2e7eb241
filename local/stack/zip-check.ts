import { unzipSync } from 'fflate';

/** Fields of the directory at the end of a zip (PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16). */
const endSize = 22;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const entrySize = 46;

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value >>> 0;
});

/** True when every file of an archive unpacks to its checksum. */
export function isWholeZip(bytes: Uint8Array): boolean {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    if (end < 0 || end + endSize > zip.length || zip.readUInt32LE(end) !== endSignature) return false;
    const files = unzipSync(bytes);
    let at = zip.readUInt32LE(end + 16);
    for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
      if (zip.readUInt32LE(at) !== entrySignature) return false;
      const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
      if (name === undefined || extra === undefined || comment === undefined) return false;
      const content = files[zip.toString('utf8', at + entrySize, at + entrySize + name)];
      if (!content || crc32(content) !== zip.readUInt32LE(at + 16)) return false;
      at += entrySize + name + extra + comment;
    }
    return true;
  } catch {
    return false;
  }
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffff_ffff) >>> 0;
}
