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

/** The files of an archive. `damaged`: names of those that do not unpack to their checksum. */
export interface ZipFiles {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly damaged: readonly string[];
}

/**
 * Unpacks an archive and compares each file with its checksum, which the unpacking itself does not.
 * @throws Error when it is not an archive
 */
export function checkedZip(bytes: Uint8Array): ZipFiles {
  const files = unzipSync(bytes);
  const outside = Object.keys(files).find(leadsOut);
  if (outside !== undefined) throw new Error(`${JSON.stringify(outside)} would be unpacked outside of it`);
  const damaged = [...checksums(bytes)].flatMap(([name, checksum]) => {
    const content = files[name];
    return content !== undefined && crc32(content) === checksum ? [] : [name];
  });
  return { files, damaged };
}

/** True when every file of an archive unpacks to its checksum. */
export function isWholeZip(bytes: Uint8Array): boolean {
  try {
    return checkedZip(bytes).damaged.length === 0;
  } catch {
    return false;
  }
}

/** Whether a file would be written somewhere else than below the folder into which the archive is unpacked. */
function leadsOut(name: string): boolean {
  return /^[/\\]|^[A-Za-z]:/.test(name) || name.split(/[/\\]/).includes('..');
}

/** The checksum of each file, from the archive's directory. @throws Error when there is no directory */
function checksums(bytes: Uint8Array): ReadonlyMap<string, number> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || end + endSize > zip.length || zip.readUInt32LE(end) !== endSignature)
    throw new Error('it has no directory');
  const after = zip.length - end - endSize - zip.readUInt16LE(end + 20);
  if (after !== 0) throw new Error(`it has ${after} bytes that do not fit its directory at the end`);
  const found = new Map<string, number>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('its directory is damaged');
    const [name, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    found.set(zip.toString('utf8', at + entrySize, at + entrySize + name), zip.readUInt32LE(at + 16));
    at += entrySize + name + extra + comment;
  }
  return found;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffff_ffff) >>> 0;
}
