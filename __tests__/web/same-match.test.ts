import { expect, it } from '@jest/globals';
import { isSameMatch } from '../../web/play/same-match';

const schema = {
  type: 'object',
  properties: { size: { enum: [6, 8], default: 8 }, pace: { type: 'string' } },
};
const reversi = (options: Readonly<Record<string, number | string>>) => ({ game: 'reversi', options });

it('a search with defaults is that of a ticket that names them', () => {
  expect(isSameMatch(reversi({}), reversi({ size: 8 }), schema)).toBe(true);
  expect(isSameMatch(reversi({ size: 8 }), reversi({}), schema)).toBe(true);
  expect(isSameMatch(reversi({ size: 6 }), reversi({ size: 6 }), undefined)).toBe(true);
});

it('another game or another option is another match', () => {
  expect(isSameMatch(reversi({}), { ...reversi({}), game: 'chess' }, schema)).toBe(false);
  expect(isSameMatch(reversi({}), reversi({ size: 6 }), schema)).toBe(false);
  expect(isSameMatch(reversi({ size: 6 }), reversi({}), schema)).toBe(false);
  expect(isSameMatch(reversi({}), reversi({ pace: 'fast' }), schema)).toBe(false);
  // Without the schema a named option is not known to be the default.
  expect(isSameMatch(reversi({}), reversi({ size: 8 }), undefined)).toBe(false);
});
