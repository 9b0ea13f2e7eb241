import { expect, it } from '@jest/globals';
import { untorn } from '../../web/play/untorn-board';

const board = (...items: readonly (readonly [rank: number, score: number])[]) => ({
  items: items.map(([rank, score], index) => ({ rank, score, playerId: `p${index}`, at: 0 })),
});

it('shows no board whose ranks and scores were read at different moments', () => {
  expect(untorn(board([1, 1578], [1, 1422]))).toBeUndefined();
  expect(untorn(board([7, 3], [8, 2], [8, 1]))).toBeUndefined();
  const whole = board([1, 1578], [2, 1422], [2, 1422], [4, 1400]);
  expect(untorn(whole)).toBe(whole);
  expect(untorn(board())).toEqual(board());
  expect(untorn(undefined)).toBeUndefined();
});
