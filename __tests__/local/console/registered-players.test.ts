import { describe, expect, it } from '@jest/globals';
import { RegisteredPlayers } from '../../../local/console/registered-players';
import { type ConsoleTables } from '../../../local/console/tables';

type Page = ConsoleTables['page'];
const profile = (playerId: string, createdAt: number) => ({
  entity: 'profile',
  key: { pk: `P#${playerId}`, sk: 'PROFILE' },
  fields: { playerId, createdAt },
});

/** A table of `pages` pages with one player each, and the keys after which they were asked for. */
function tableOf(pages: number) {
  const asked: (string | undefined)[] = [];
  const page: Page = async (_, { after }) => {
    asked.push(after?.pk);
    const index = after === undefined ? 0 : Number(after.pk) + 1;
    return {
      rows: [profile(`p${index}`, index)],
      ...(index + 1 < pages ? { after: { pk: String(index), sk: '' } } : {}),
    };
  };
  return { page, asked };
}

describe('players who have only registered, in the console', () => {
  it('are those of every page of the table', async () => {
    const { page, asked } = tableOf(3);
    expect(await new RegisteredPlayers({ page }, () => 0).all()).toEqual(
      new Map([
        ['p0', 0],
        ['p1', 1],
        ['p2', 2],
      ]),
    );
    expect(asked).toEqual([undefined, '0', '1']);
  });

  it('are read once for a while, and again after a failure', async () => {
    let now = 0;
    let isBroken = true;
    const { page, asked } = tableOf(1);
    const broken: Page = (...given) => (isBroken ? Promise.reject(new Error('no table')) : page(...given));
    const players = new RegisteredPlayers({ page: broken }, () => now);
    await expect(players.all()).rejects.toThrow('no table');
    isBroken = false;
    await Promise.all([players.all(), players.all()]);
    expect(asked).toHaveLength(1);
    now = 4_999;
    await players.all();
    expect(asked).toHaveLength(1);
    now = 5_000;
    await players.all();
    expect(asked).toHaveLength(2);
  });

  it('are not all of a very large table', async () => {
    const { page, asked } = tableOf(50);
    expect((await new RegisteredPlayers({ page }, () => 0).all()).size).toBe(10);
    expect(asked).toHaveLength(10);
  });
});
