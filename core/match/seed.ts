import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/**
 * The commitment to a match's seed: players get the hash at the start, and the seed after the end.
 * @param seed 32 hexadecimal digits
 * @returns SHA-256 of the seed's text, 64 hexadecimal digits
 */
export function seedHashOf(seed: string): string {
  return bytesToHex(sha256(utf8ToBytes(seed)));
}

/** True for the text of a seed: 32 hexadecimal digits in lower case. */
export const isSeed = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);
