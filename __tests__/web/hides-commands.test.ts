import { expect, it } from '@jest/globals';
import { hidesCommands } from '../../web/play/hides-commands';
import { noughts } from '../games/noughts';
import { sealedBids } from '../games/sealed-bids';
import { thirds } from '../games/thirds';

const played = (command: number | null) => ({ action: { kind: 'play', command } }) as const;

it('a game hides commands, also in part, as its rules say; without its code, as its entries show', () => {
  expect([sealedBids, thirds].map((game) => hidesCommands(game, [played(3)]))).toEqual([true, true]);
  expect(hidesCommands(noughts, [played(3)])).toBe(false);
  expect(hidesCommands(undefined, [{ action: null }, played(3)])).toBe(false);
  expect(hidesCommands(undefined, [{ action: null }, played(null)])).toBe(true);
});
