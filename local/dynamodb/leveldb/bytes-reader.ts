/** Reads LevelDB's numbers and texts one after the other. @throws RangeError behind the last byte */
export class BytesReader {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  get ended(): boolean {
    return this.#at >= this.bytes.length;
  }

  /**
   * Seven bits a byte, the lowest first.
   * @throws RangeError for a number larger than 2^53, which LevelDB does not write here
   */
  varint(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.bytes.readUInt8(this.#at);
      this.#at += 1;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      if (weight > Number.MAX_SAFE_INTEGER) throw new RangeError('a number is too large');
    }
  }

  /** The next bytes. @throws RangeError when fewer are left */
  take(length: number): Buffer {
    if (this.#at + length > this.bytes.length) throw new RangeError('a text ends behind the last byte');
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  text(): Buffer {
    return this.take(this.varint());
  }
}
