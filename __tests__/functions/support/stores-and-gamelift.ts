import { afterAll, beforeAll } from '@jest/globals';
import { startGameLift } from './gamelift';
import { startStores } from './stores';

export let stores: Awaited<ReturnType<typeof startStores>>;
export let gamelift: Awaited<ReturnType<typeof startGameLift>>;

/** Starts the stores and the local GameLift that the tests of the suite share, and closes them after it. */
export function useStoresAndGameLift(): void {
  beforeAll(async () => {
    [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
  });
  afterAll(async () => {
    await gamelift.close();
    await stores.close();
  });
}
