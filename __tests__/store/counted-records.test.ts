import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countedIn, noRecords, decodeRecords, recordsBytes, withRecords } from '../../store/counted-records';

/** Up to 40 digits, near to each other and far apart. */
const sequences = fc
  .tuple(
    fc.bigInt({ min: 1n, max: 10n ** 39n }),
    fc.uniqueArray(fc.oneof(fc.bigInt(1n, 300n), fc.bigInt(1n, 10n ** 20n)), { minLength: 1, maxLength: 60 }),
  )
  .map(([first, distances]) => distances.map((distance) => first + distance));

describe('the set of counted records', () => {
  it('knows each of them, in any order of arrival, and the newest as long as they fit', () => {
    fc.assert(
      fc.property(
        sequences,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 20, max: 90 }),
        (all, size, bytes) => {
          let records = noRecords;
          const counted: bigint[] = [];
          for (let from = 0; from < all.length; from += size) {
            const batch = all.slice(from, from + size);
            records = withRecords(records, batch, bytes);
            counted.push(...batch);
            const written = recordsBytes(records);
            expect(written.length).toBeLessThanOrEqual(bytes);
            expect(decodeRecords(records.floor, written)).toEqual(records);
            const isCounted = countedIn(records);
            expect(counted.every(isCounted)).toBe(true);
            // A record that was not counted is mistaken for counted only below the floor, which was counted.
            for (const later of all.slice(counted.length))
              expect(isCounted(later)).toBe(later <= records.floor);
            expect(records.floor === 0n || counted.includes(records.floor)).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fits hundreds in the bytes of a checkpoint', () => {
    // As far apart as DynamoDB's are, and a new one for each of 700 changes.
    let records = noRecords;
    const sequenceOf = (change: number): bigint =>
      4_421_584_500_000_000_017_450_439_091n + BigInt(change * 97);
    for (let change = 0; change < 700; change += 1) records = withRecords(records, [sequenceOf(change)], 800);
    expect(records.above.length).toBeGreaterThan(600);
    expect(records.floor).toBe(0n);
  });
});
