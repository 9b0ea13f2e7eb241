import { describe, expect, it } from '@jest/globals';
import { readSearchSeconds, searchSecondsText } from '../../contract/search-seconds';

describe('the search times of an environment', () => {
  it('are the same after a function has read them', () => {
    const configured = { otherwise: 600, overrides: new Map([['duel', 300]]) };
    expect(searchSecondsText(configured)).toBe('600,duel=300');
    expect(readSearchSeconds(searchSecondsText(configured))).toEqual(configured);
    expect(readSearchSeconds('120')).toEqual({ otherwise: 120, overrides: new Map() });
  });

  it.each(['', 'soon', '600,duel', '600,duel=1.5', '-5'])('are refused as %j', (text) => {
    expect(() => readSearchSeconds(text)).toThrow('must be whole seconds');
  });
});
