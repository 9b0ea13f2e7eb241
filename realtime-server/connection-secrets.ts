import { timingSafeEqual } from 'node:crypto';

/** What each connection was told in its *welcome*, and nobody else knows. */
export class ConnectionSecrets {
  readonly #newSecret: () => string;
  readonly #secrets = new Map<number, { readonly text: string; readonly bytes: Buffer }>();

  /** @param newSecret cannot be guessed */
  constructor(newSecret: () => string) {
    this.#newSecret = newSecret;
  }

  /** The secret of a connection: the same one however often it is asked for. */
  of(peerId: number): string {
    const known = this.#secrets.get(peerId);
    if (known !== undefined) return known.text;
    const text = this.#newSecret();
    this.#secrets.set(peerId, { text, bytes: Buffer.from(text) });
    return text;
  }

  /** True for the connection's own secret. How long it takes does not tell how much of a guess was right. */
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
