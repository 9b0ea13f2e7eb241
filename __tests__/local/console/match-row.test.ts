import { expect, it } from '@jest/globals';
import { type Counting } from '../../../core/results';
import { listedMatch } from '../../../local/console/match-list';
import { aHeader } from '../../store/database';

const header = aHeader();
const row = (counted: Counting) =>
  listedMatch(
    {
      header,
      status: 'finished',
      ownerEpoch: 1,
      hosting: { kind: 'live', attempt: 0, since: header.startedAt },
      ending: {
        result: { places: [1, 2], reason: 'timeout' },
        endedAt: header.startedAt + 1,
        commands: 1,
        conduct: { turns: [1, 0], left: [{ seat: 1, reason: 'timeout' }], bots: [] },
      },
      counted,
    },
    (id) => ({ playerId: id, name: '' }),
  );

it('a void match has neither winner nor loser, and says that it is void', () => {
  expect(row('rated').seats.map(({ outcome }) => outcome)).toEqual(['win', 'loss']);
  expect(row('rated').isVoid).toBeUndefined();
  expect(row('void')).toMatchObject({ isVoid: true, reason: 'timeout' });
  expect(row('void').seats.map(({ outcome }) => outcome)).toEqual([undefined, undefined]);
});
