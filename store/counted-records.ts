/** The counted records of a shard of a stream: all up to a floor, and single ones above it. */
export interface CountedRecords {
  /** Sequence number; 0: there is no floor. */
  readonly floor: bigint;
  /** Sequence numbers above the floor, rising. */
  readonly above: readonly bigint[];
}

export const noRecords: CountedRecords = { floor: 0n, above: [] };

/** Whether a sequence number is counted. */
export function countedIn({ floor, above }: CountedRecords): (sequence: bigint) => boolean {
  const single = new Set(above);
  return (sequence) => sequence <= floor || single.has(sequence);
}

/**
 * Adds records. The newest ones stay single, as many as fit; the floor rises above the others. A late record
 * can be counted as long as it is above the floor.
 * @param bytes the maximum length of `recordsBytes`
 */
export function withRecords(
  { floor, above }: CountedRecords,
  sequences: readonly bigint[],
  bytes: number,
): CountedRecords {
  const all = [...above, ...sequences.filter((sequence) => sequence > floor)];
  all.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  let left = bytes;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const below = all[index - 1] ?? floor;
    left -= lengthOf((all[index] ?? below) - below);
    if (left < 0) return { floor: all[index] ?? floor, above: all.slice(index + 1) };
  }
  return { floor, above: all };
}

/** Encodes the distances of single records, each in groups of seven bits, the lowest group first. */
export function recordsBytes({ floor, above }: CountedRecords): Uint8Array {
  const bytes: number[] = [];
  let below = floor;
  for (const sequence of above) {
    let distance = sequence - below;
    for (; distance >= 128n; distance >>= 7n) bytes.push(128 + Number(distance & 127n));
    bytes.push(Number(distance));
    below = sequence;
  }
  return Uint8Array.from(bytes);
}

/** Decodes the bytes of `recordsBytes`. */
export function decodeRecords(floor: bigint, bytes: Uint8Array): CountedRecords {
  const above: bigint[] = [];
  let [below, distance, shift] = [floor, 0n, 0n];
  for (const byte of bytes) {
    distance += BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    below += distance;
    above.push(below);
    [distance, shift] = [0n, 0n];
  }
  return { floor, above };
}

function lengthOf(distance: bigint): number {
  let length = 1;
  for (let rest = distance >> 7n; rest > 0n; rest >>= 7n) length += 1;
  return length;
}
