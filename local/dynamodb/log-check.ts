import fs from 'node:fs';
import path from 'node:path';

/**
 * LevelDB skips what it cannot read of its write-ahead log, and so begins anew without a word when the log
 * was overwritten. This looks first (format: LevelDB's doc/log_format.md): blocks of 32 KiB with records of
 * checksum (4 bytes, CRC-32C, masked), length (2), type (1) and data; zeros fill what is not used.
 */
const blockSize = 32 * 1024;
const headerSize = 7;
const lastType = 4;

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value >>> 0;
});

function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  crc = (crc ^ 0xffff_ffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}

/**
 * Where a log is no log any more. Undefined: it is whole, or ends as a process that was killed, or lost its
 * power, leaves it.
 */
export function damageIn(log: Buffer): number | undefined {
  for (let at = 0; at + headerSize <= log.length;) {
    const left = blockSize - (at % blockSize);
    if (left < headerSize) {
      at += left;
      continue;
    }
    const length = log.readUInt16LE(at + 4);
    const type = log[at + 6] ?? 0;
    if (type === 0 && length === 0) return undefined;
    const end = at + headerSize + length;
    const fits = type <= lastType && length <= left - headerSize;
    if (fits && end > log.length) return undefined; // cut off while it was being written
    if (fits && maskedChecksum(log.subarray(at + 6, end)) === log.readUInt32LE(at)) {
      at = end;
      continue;
    }
    const tornAtTheEnd = at > 0 && log.length - at <= blockSize; // LevelDB drops it
    return tornAtTheEnd ? undefined : at;
  }
  return undefined;
}

/** @throws Error with LevelDB's own code for damage, LEVEL_CORRUPTION, naming the file */
export function refuseDamagedLogs(folder: string): void {
  for (const name of fs
    .readdirSync(folder)
    .filter((one) => /^\d+\.log$/.test(one))
    .sort()) {
    const file = path.join(folder, name);
    const at = damageIn(fs.readFileSync(file));
    if (at !== undefined)
      throw Object.assign(new Error(`${file} is damaged at byte ${at}`), { code: 'LEVEL_CORRUPTION' });
  }
}
