import { crc32c, crcAfter, crcStart } from '../../dynamodb/leveldb/checksum';

/** CRC-32C of bytes, as the files of a journal have it: eight hexadecimal digits. */
export const checksumOf = (bytes: Uint8Array): string => textOf(crc32c(bytes));

const textOf = (crc: number): string => crc.toString(16).padStart(8, '0');

/** The checksum of bytes that come one after the other. */
export class RunningChecksum {
  #state = crcStart;

  add(bytes: Uint8Array): void {
    let state = this.#state;
    for (const byte of bytes) state = crcAfter(state, byte);
    this.#state = state;
  }

  /** The same as `checksumOf` of all bytes so far. */
  get text(): string {
    return textOf((this.#state ^ 0xffff_ffff) >>> 0);
  }
}
