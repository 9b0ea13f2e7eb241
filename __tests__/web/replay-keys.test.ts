import { describe, expect, it } from '@jest/globals';
import { stepAt } from '../../web/play/replay-keys';

describe('the keys of a replay', () => {
  it.each([
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 3, 4],
    ['ArrowRight', 9, 9],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['Enter', 5, undefined],
  ])('%s at step %i of 9 leads to %s', (key, at, to) => {
    expect(stepAt(key, at, 9)).toBe(to);
  });
});
