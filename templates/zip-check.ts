import { unzipSync } from 'fflate';

/** Fields of the directory at the end of a zip (PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16). */
const endSize = 22;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const entrySize = 46;
const headerSignature = 0x04034b50;
const headerSize = 30;

/** Hosts that made an entry and store a Unix mode with it: Unix and macOS (APPNOTE.TXT, 4.4.2). */
const unixHosts = [3, 19];

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

/** An entry as the directory has it. */
interface ZipEntry {
  readonly name: string;
  /** Its method: 0 stored, 8 deflated. */
  readonly method: number;
  readonly unpackedBytes: number;
  readonly checksum: number;
  readonly encrypted: boolean;
  /** Type and permissions; undefined where the archive was made on another system. */
  readonly mode?: number;
  /** The name as bytes, in the directory and in the entry's own header, if it has one. */
  readonly nameBytes: Buffer;
  readonly headerName?: Buffer;
}

/**
 * Unpacks an archive and compares each file with its checksum, which the unpacking itself does not.
 * @throws Error when it is not an archive
 */
export function checkedZip(bytes: Uint8Array): ZipFiles {
  const entries = entriesOf(bytes);
  const outside = entries.find(({ name }) => leadsOut(name));
  if (outside !== undefined) throw new Error(`${JSON.stringify(outside.name)} ${outsideWords}`);
  const files = unzipSync(bytes);
  const damaged = entries.flatMap(({ name, checksum }) => {
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

/**
 * The problem of the first entry that a service could not unpack, or would unpack to something else than is
 * meant.
 * @returns the end of a sentence about the archive
 * @throws Error when it is not an archive
 */
export function zipProblem(bytes: Uint8Array): string | undefined {
  const entries = entriesOf(bytes);
  for (const entry of entries) {
    const problem = entryProblem(entry);
    if (problem !== undefined) return `${JSON.stringify(entry.name)} ${problem}`;
  }
  return sharedPath(entries);
}

/**
 * The size of all files of an archive together, unpacked, in bytes. @throws Error when it is not an archive
 */
export function unpackedBytesOf(bytes: Uint8Array): number {
  return entriesOf(bytes).reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
}

const outsideWords = 'would be unpacked outside of it';

/** Whether a file would be written outside of the folder into which the archive is unpacked. */
function leadsOut(name: string): boolean {
  return /^[/\\]|^[A-Za-z]:/.test(name) || name.split(/[/\\]/).includes('..');
}

function entryProblem(entry: ZipEntry): string | undefined {
  const { name, method, encrypted, mode, nameBytes, headerName } = entry;
  if (leadsOut(name)) return outsideWords;
  if (partsOf(name).length === 0) return 'is not the name of a file';
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has a control character in its name';
  if (headerName === undefined) return 'has no header where the directory says';
  if (!headerName.equals(nameBytes))
    return `is called ${JSON.stringify(headerName.toString('utf8'))} in its own header`;
  if (encrypted) return 'is encrypted';
  if (method !== 0 && method !== 8) return `is packed by method ${method}: services unpack 0 and 8`;
  return mode === undefined ? undefined : modeProblem(name, mode);
}

/**
 * Services run code as a user of their own, which reads what all may read (Lambda guide, "Deploy Node.js
 * Lambda functions with .zip file archives").
 */
function modeProblem(name: string, mode: number): string | undefined {
  const type = mode & 0o170000;
  if (type === 0o120000) return 'is a symbolic link: put the file itself into it';
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return 'is neither a file nor a folder';
  const isFolder = type === 0o040000 || name.endsWith('/');
  const needed = isFolder ? 0o005 : 0o004;
  return (mode & needed) === needed
    ? undefined
    : `has the mode ${(mode & 0o777).toString(8).padStart(3, '0')}, so the service's own user could not ` +
        `read it: give it ${isFolder ? '755' : '644'}`;
}

/** Two entries that would be unpacked to one path: one of them would be lost. */
function sharedPath(entries: readonly ZipEntry[]): string | undefined {
  const kinds = new Map<string, 'file' | 'folder'>();
  for (const { name } of entries) {
    const parts = partsOf(name);
    for (const [index] of parts.entries()) {
      const at = parts.slice(0, index + 1).join('/');
      const kind = index === parts.length - 1 && !name.endsWith('/') ? 'file' : 'folder';
      const known = kinds.get(at);
      if (known === 'file' && kind === 'file') return `${JSON.stringify(at)} occurs twice`;
      if (known !== undefined && known !== kind) return `${JSON.stringify(at)} is a file and a folder`;
      kinds.set(at, kind);
    }
  }
  return undefined;
}

const partsOf = (name: string): readonly string[] =>
  name.split('/').filter((part) => part !== '' && part !== '.');

/** The directory of an archive. @throws Error when it is not an archive */
function entriesOf(bytes: Uint8Array): readonly ZipEntry[] {
  const listed: Array<Pick<ZipEntry, 'name' | 'method' | 'unpackedBytes'>> = [];
  // The library returns names, sizes and methods, but not flags, modes and headers.
  unzipSync(bytes, {
    filter: ({ name, compression, originalSize }) => {
      listed.push({ name, method: compression, unpackedBytes: originalSize });
      return false;
    },
  });
  const others = hiddenFields(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), listed.length);
  return others.flatMap((other, index) => {
    const entry = listed[index];
    return entry === undefined ? [] : [{ ...entry, ...other }];
  });
}

type HiddenFields = Omit<ZipEntry, 'name' | 'method' | 'unpackedBytes'>;

function hiddenFields(zip: Buffer, count: number): readonly HiddenFields[] {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || end + endSize > zip.length || zip.readUInt32LE(end) !== endSignature)
    throw new Error('it has no directory');
  const after = zip.length - end - endSize - zip.readUInt16LE(end + 20);
  if (after !== 0) throw new Error(`it has ${after} bytes that do not fit its directory at the end`);
  const found: HiddenFields[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = count; left > 0; left -= 1) {
    if (at + entrySize > zip.length || zip.readUInt32LE(at) !== entrySignature)
      throw new Error('its directory is damaged');
    const [name, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const header = headerAt(zip, zip.readUInt32LE(at + 42));
    found.push({
      checksum: zip.readUInt32LE(at + 16),
      encrypted: ((zip.readUInt16LE(at + 8) | (header?.flags ?? 0)) & 1) === 1,
      nameBytes: zip.subarray(at + entrySize, at + entrySize + name),
      ...(header === undefined ? {} : { headerName: header.name }),
      ...(unixHosts.includes(zip.readUInt8(at + 5)) ? { mode: zip.readUInt32LE(at + 38) >>> 16 } : {}),
    });
    at += entrySize + name + extra + comment;
  }
  return found;
}

/** The header before an entry's bytes, which programs read that unpack an archive from its beginning. */
function headerAt(zip: Buffer, at: number): { readonly name: Buffer; readonly flags: number } | undefined {
  if (at + headerSize > zip.length || zip.readUInt32LE(at) !== headerSignature) return undefined;
  const length = zip.readUInt16LE(at + 26);
  return { name: zip.subarray(at + headerSize, at + headerSize + length), flags: zip.readUInt16LE(at + 6) };
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffff_ffff) >>> 0;
}
