import { describe, expect, it } from '@jest/globals';
import { actionWords } from '../../web/parts/action-words';

describe('a claim in words', () => {
  const claim = (sequence: number) =>
    actionWords(undefined, { sequence, action: { kind: 'claim', epoch: sequence + 1 } });

  it('of an arranged match is its beginning, and of a running one another server', () => {
    expect(claim(1)).toBe('began on its server');
    expect(claim(7)).toBe('continued on another server');
  });
});
