import { describe, expect, it } from '@jest/globals';
import { firstLayout, partitionWriteUnits } from '../../../../core/ranking/index-layout';
import { throttles } from '../../../../contract/rest/declaration';
import { routes } from '../../../../contract/rest/routes';
import { leaderboard } from './measured-leaderboards';

export function limits(): void {
  describe("no partition exceeds DynamoDB's limit", () => {
    it('of index writes, at the rate for which a leaderboard is declared', () => {
      for (const updatesPerSecond of [1, 100, 1000, 5000]) {
        const { shards } = firstLayout({ ...leaderboard, updatesPerSecond });
        // A change of score deletes one index entry and puts another.
        expect((updatesPerSecond * 2) / shards).toBeLessThanOrEqual(partitionWriteUnits / 2);
      }
    });

    it('of reads, at the rate at which any client may ask', () => {
      const anonymous = routes.filter(
        (route) => route.function === 'leaderboards' && route.authentication === 'none',
      );
      expect(anonymous.length).toBeGreaterThan(3);
      // All routes flooded at once, on one leaderboard: at most one unit of the root, or of each index
      // partition.
      const units = anonymous.reduce((sum, { throttle }) => sum + throttles[throttle].burst, 0);
      expect(units).toBeLessThanOrEqual(3000);
    });
  });
}
