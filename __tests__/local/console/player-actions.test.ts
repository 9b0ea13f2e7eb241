import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlayerId } from '../../../core/ids';
import { PlayerNames } from '../../../local/console/player-names';
import { actOnPlayer } from '../../../local/console/players';
import { type ConsoleTables, openConsoleTables } from '../../../local/console/tables';
import { createAccountTaskStore } from '../../../store/account-tasks';
import { createPlayerStore } from '../../../store/players';
import { aPlayer, type Database, names, openDatabase } from '../../store/database';

/** The backend's time, a day ahead of the machine's. */
const now = Date.UTC(2026, 10, 22);

describe('what the console does to an account', () => {
  let database: Database;
  let tables: ConsoleTables;
  beforeAll(async () => {
    database = await openDatabase();
    tables = openConsoleTables(
      database.url,
      'us-east-1',
      names,
      () => [],
      () => now,
    );
  });
  afterAll(async () => {
    tables.close();
    await database.close();
  });

  /** Tasks of accounts that were due when the console had them swept, by player. */
  const swept: PlayerId[] = [];
  const playerNames = new PlayerNames((ids) => tables.names(ids), Date.now);
  const sources = () => ({
    tables,
    now: () => now,
    names: playerNames,
    sweepAccounts: async () => {
      const due = await createAccountTaskStore(database.client, names).due(now, 100);
      swept.push(...due.map(({ playerId }) => playerId));
    },
  });

  /** The id of a new account on which the console has acted. */
  async function act(action: 'sign-out' | 'remove'): Promise<PlayerId> {
    const playerId = aPlayer();
    await createPlayerStore(database.client, names).create(
      { playerId, displayName: 'Ada', createdAt: 1 },
      'a'.repeat(64),
    );
    expect(await actOnPlayer(sources(), playerId, action, '')).toBe(true);
    return playerId;
  }

  it('ends sessions as an operator, at the backend’s time', async () => {
    expect(await tables.accounts.events(await act('sign-out'))).toEqual([
      { event: 'sessions-ended', at: now, by: 'operator', operator: 'console' },
    ]);
  });

  it('removes at the backend’s time, and takes the player out of the queue at once', async () => {
    const playerId = await act('remove');
    expect(await tables.accounts.get(playerId)).toMatchObject({ deletedAt: now });
    expect(swept).toEqual([playerId]);
    expect((await playerNames.of([playerId]))(playerId).name).toBe('Deleted player');
  });

  it('does nothing to a player that never was', async () => {
    const unknown = aPlayer();
    expect(await actOnPlayer(sources(), unknown, 'remove', '')).toBe(false);
    expect(swept).not.toContain(unknown);
    expect((await playerNames.of([unknown]))(unknown).name).toBe('');
  });
});
