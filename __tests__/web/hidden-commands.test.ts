import { expect, it } from '@jest/globals';
import { hadHiddenCommands } from '../../web/play/hidden-commands';
import { noughts } from '../games/noughts';
import { sealedBids } from '../games/sealed-bids';
import { thirds } from '../games/thirds';

const played = (command: number | null) => ({ action: { kind: 'play', command } }) as const;

it('a game hides commands, also in part, as its rules say; without its code, as its entries show', () => {
  expect([sealedBids, thirds].map((game) => hadHiddenCommands(game, [played(3)]))).toEqual([true, true]);
  expect(hadHiddenCommands(noughts, [played(3)])).toBe(false);
  expect(hadHiddenCommands(undefined, [{ action: null }, played(3)])).toBe(false);
  expect(hadHiddenCommands(undefined, [{ action: null }, played(null)])).toBe(true);
});
