import { expect, it } from '@jest/globals';
import { partsOfName } from '../../web/parts/name-parts';

it('a long name keeps its end, by which names of one kind differ', () => {
  expect(partsOfName('Maximilian Q2')).toEqual(['Maximilian', ' Q2']);
  expect(partsOfName('Kim31')).toEqual(['Kim', '31']);
  expect(partsOfName('Zed')).toEqual(['Zed', '']);
  expect(partsOfName('')).toEqual(['', '']);
});

it('letters of several code points stay whole, and names from right to left are not split', () => {
  expect(partsOfName('Familie 👩‍👩‍👧')).toEqual(['Familie', ' 👩‍👩‍👧']);
  expect(partsOfName('مكسيميليان')).toEqual(['مكسيميليان', '']);
});
