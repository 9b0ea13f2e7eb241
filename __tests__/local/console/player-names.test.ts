import { describe, expect, it } from '@jest/globals';
import { botId } from '../../../core/bots/bot-ids';
import { playerId } from '../../../core/ids';
import { PlayerNames } from '../../../local/console/player-names';

const ada = playerId('p-5f0c6f0e-6f0b-4c3e-9a53-3f6f3c0f5a01');

describe('names in the console', () => {
  it('are read once for a while, and those of bots never', async () => {
    const read: string[][] = [];
    let now = 0;
    const names = new PlayerNames(
      (ids) => {
        read.push([...ids]);
        return Promise.resolve(new Map([[ada, 'Ada']]));
      },
      () => now,
    );
    const named = await names.of([ada, botId(1)]);
    expect([named(ada).name, named(botId(1)).name]).toEqual(['Ada', 'Bot']);
    await names.of([ada]);
    expect(read).toEqual([[ada]]);
    now = 60_000;
    await names.of([ada]);
    expect(read).toEqual([[ada], [ada]]);
  });

  it('are found by the beginning of any word, with or without accents', async () => {
    const names = new PlayerNames(
      () => Promise.resolve(new Map([[ada, 'Ádá Lovelace']])),
      () => 0,
    );
    await names.of([ada]);
    const found = (text: string) => names.withWord(text, 8).map(({ playerId: id }) => id);
    expect([found('ADA'), found('love'), found('lace')]).toEqual([[ada], [ada], []]);
  });
});
