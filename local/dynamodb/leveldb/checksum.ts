/** CRC-32C as LevelDB stores it: rotated and shifted, so that a checksum of checksums is of use too. */
const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value >>> 0;
});

/** The state of a checksum before its first byte. */
export const crcStart = 0xffff_ffff;

/** The state of a checksum after one more byte. */
export function crcAfter(state: number, byte: number): number {
  return (state >>> 8) ^ (table[(state ^ byte) & 0xff] ?? 0);
}

/** The form in LevelDB's files (doc/log_format.md and util/crc32c.h: Mask) of the bytes of a state. */
export function maskedState(state: number): number {
  const crc = (state ^ 0xffff_ffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}

/** The checksum of the bytes alone, as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  let state = crcStart;
  for (const byte of bytes) state = crcAfter(state, byte);
  return (state ^ 0xffff_ffff) >>> 0;
}

/** The checksum of the bytes, in the form in LevelDB's files. */
export function maskedChecksum(bytes: Uint8Array): number {
  let state = crcStart;
  for (const byte of bytes) state = crcAfter(state, byte);
  return maskedState(state);
}
