import { timingSafeEqual } from 'node:crypto';

/** The secret of each connection, which only its *welcome* contains. */
export class ConnectionSecrets {
  readonly #newSecret: () => string;
  readonly #secrets = new Map<number, { readonly text: string; readonly bytes: Buffer }>();

  /** @param newSecret gives secrets that cannot be guessed */
  constructor(newSecret: () => string) {
    this.#newSecret = newSecret;
  }

  /** The secret of a connection: the same one at each call. */
  of(peerId: number): string {
    const known = this.#secrets.get(peerId);
    if (known !== undefined) return known.text;
    const text = this.#newSecret();
    this.#secrets.set(peerId, { text, bytes: Buffer.from(text) });
    return text;
  }

  /** Whether it is the connection's own secret, compared in constant time. */
  isOf(peerId: number, given: string | undefined): boolean {
    const known = this.#secrets.get(peerId);
    if (known === undefined || given === undefined) return false;
    const bytes = Buffer.from(given);
    return bytes.length === known.bytes.length && timingSafeEqual(bytes, known.bytes);
  }

  forget(peerId: number): void {
    this.#secrets.delete(peerId);
  }
}
