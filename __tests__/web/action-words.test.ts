import { describe, expect, it } from '@jest/globals';
import { actionWords } from '../../web/parts/action-words';

describe('the label of a claim', () => {
  const claim = (sequence: number) =>
    actionWords(undefined, { sequence, action: { kind: 'claim', epoch: sequence + 1 } });

  it('is the beginning for an arranged match, and another server for a running one', () => {
    expect(claim(1)).toBe('began on its server');
    expect(claim(7)).toBe('continued on another server');
  });
});
