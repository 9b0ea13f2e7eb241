import { describe, expect, it } from '@jest/globals';
import { type Json } from '../../core/json';
import { isBoardFirst } from '../../web/drawing/boards-of';
import { listForm, type ListForm, tableOf } from '../../web/drawing/table-of';
import { valueWords } from '../../web/drawing/value-words';

const shape = (table: ReturnType<typeof tableOf>) => table && [table.columns.length, table.rows.length];

describe('the form of a list, with each move', () => {
  const turns = <Value>(values: readonly Value[], count: number): readonly Value[] =>
    Array.from({ length: count }, (_, index) => values.slice(index % values.length)[0]).flatMap((value) =>
      value === undefined ? [] : [value],
    );

  it.each<[string, readonly Json[]]>([
    ['rolls', [1, 2, 3]],
    ['scores', [0]],
    ['answers', [true, false]],
    ['words of a game', ['rock', 'paper', 'rock']],
    ['words of one length', ['red', 'tan']],
    ['words in capitals', ['RED', 'TAN']],
    ['cards', ['10H', '10S']],
    ['moves', ['e2-e4', 'e7-e5']],
    ['bits', ['0110', '0101']],
  ])('is never a board of %s, regardless of its length', (_, values) => {
    for (let count = 0; count <= 40; count += 1) {
      expect([count, tableOf(turns(values, count))]).toEqual([count, undefined]);
      expect(tableOf(turns(values, count), { siblings: { size: 3 }, name: 'log' })).toBeUndefined();
    }
  });

  it('is a board without empty places where its field says so', () => {
    const full = turns([1, 2, 3, 4, 5, 6, 7], 36);
    expect(tableOf(full)).toBeUndefined();
    expect(shape(tableOf(full, { name: 'board' }))).toEqual([6, 6]);
    expect(shape(tableOf(full, { name: 'cells', siblings: { columns: 4 } }))).toEqual([4, 9]);
    expect(
      isBoardFirst(
        { board: full },
        Array.from({ length: 13 }, (_, take) => ({ take })),
      ),
    ).toBe(true);
    expect(shape(tableOf(['OXO', 'XOX', 'OXX'], { name: 'rows' }))).toEqual([3, 3]);
  });

  it('stays a board when it is full, and a list once its length has changed', () => {
    const show = (states: ReadonlyArray<readonly Json[]>): ReadonlyArray<string | undefined> => {
      let before: ListForm | undefined;
      return states.map((state) => {
        const table = tableOf(state, { before });
        before = listForm(state, table, before);
        return table?.kind;
      });
    };
    const played = ['X', 'O', 'X', 'X', 'O', 'O', 'O', 'X'];
    expect(
      show([
        [...played, null],
        [...played, 'X'],
      ]),
    ).toEqual(['board', 'board']);
    expect(
      show([
        ['OX.', '.OX', 'OXX'],
        ['OXO', 'XOX', 'OXX'],
      ]),
    ).toEqual(['board', 'board']);
    const drawn = [null, 1, 1, 1, 1, 1, 1, 1, 1];
    expect(show([drawn, [...drawn, 1], drawn])).toEqual(['board', undefined, undefined]);
  });

  it('is rows of text or of cells that are wider than the alphabet, with numbers for columns', () => {
    const wide = Array.from({ length: 30 }, (_, row) => `${'.'.repeat(row)}X${'.'.repeat(39 - row)}`);
    const table = tableOf(wide);
    expect([table?.kind, shape(table)]).toEqual(['board', [40, 30]]);
    expect([table?.columns[39], table?.rows[29]?.cells[29]]).toEqual(['39', 'X']);
    expect(shape(tableOf(wide, { name: 'board' }))).toEqual([40, 30]);
    expect(shape(tableOf(wide.map((row) => [...row])))).toEqual([40, 30]);
    // Too many cells for a page: lines, and no board of lines.
    expect(
      tableOf(
        Array.from({ length: 120 }, () => '.'.repeat(120)),
        { name: 'board' },
      ),
    ).toBeUndefined();
  });
});

it('tells lists of lists apart in words', () => {
  const lists: readonly Json[] = [[[1, 2], [3]], [[1], [2, 3]], [1, 2, 3], [[1, 2, 3]]];
  expect(lists.map(valueWords)).toEqual(['(1, 2), (3)', '(1), (2, 3)', '1, 2, 3', '(1, 2, 3)']);
});
