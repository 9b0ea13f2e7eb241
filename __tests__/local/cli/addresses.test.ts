import { describe, expect, it } from '@jest/globals';
import { addressLines } from '../../../local/cli/addresses';

describe('the addresses that a program prints', () => {
  const use = 'the games of this backend, in a browser; a second tab with ?as=2 is another player of them';

  it('fit a terminal of 80 columns, and lose no word', () => {
    const printed = addressLines([
      { name: 'Play', address: 'http://127.0.0.1:4100/play/', use },
      { name: 'REST page', address: 'http://127.0.0.1:4100/reference/', use: 'the API' },
    ]);
    const lines = printed.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines[0]).toBe('Play       http://127.0.0.1:4100/play/');
    expect(lines.at(-2)).toBe('REST page  http://127.0.0.1:4100/reference/');
    expect(printed.replaceAll(/\s+/g, ' ')).toContain(use);
  });

  it('do not break a word that is longer', () => {
    const long = 'x'.repeat(90);
    expect(addressLines([{ name: 'A', address: long, use: `see ${long}` }]).split('\n')).toEqual([
      `A  ${long}`,
      '  see',
      `  ${long}`,
    ]);
  });
});
