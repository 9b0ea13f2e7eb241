import { describe, expect, it } from '@jest/globals';
import { type Json } from '../../core/json';
import { isBoardFirst } from '../../web/drawing/boards-of';
import { cellNames, type CellNames } from '../../web/drawing/cell-names';
import { tableOf } from '../../web/drawing/table-of';
import { cellWords } from '../../web/drawing/value-words';

const cells = (count: number) => Array.from({ length: count }, (_, index) => (index % 5 === 0 ? 1 : null));
const shape = (table: ReturnType<typeof tableOf>) => table && [table.columns.length, table.rows.length];

describe('the part of a plain view that is shown as a table', () => {
  it('is a board whose cells are one list: as wide as a field says, else nearly square', () => {
    expect(tableOf(['X', null, 'O', null, 'X', null, 'O', null, null])).toEqual({
      kind: 'board',
      columns: ['a', 'b', 'c'],
      rows: [
        { name: '1', cells: ['X', null, 'O'] },
        { name: '2', cells: [null, 'X', null] },
        { name: '3', cells: ['O', null, null] },
      ],
    });
    expect(shape(tableOf(cells(64)))).toEqual([8, 8]);
    expect(shape(tableOf(cells(42)))).toEqual([7, 6]);
    expect(shape(tableOf(cells(48), { siblings: { columns: 4 } }))).toEqual([4, 12]);
    expect(shape(tableOf(cells(48), { siblings: { size: 5 } }))).toEqual([8, 6]);
  });

  it('is a board whose rows are texts of one length, however full it is', () => {
    const rows = ['.'.repeat(9), 'X.OXXO.O.', ...Array.from({ length: 7 }, () => '.'.repeat(9))];
    expect(shape(tableOf(rows))).toEqual([9, 9]);
    expect(tableOf(['X O', ' X ', '  O'])?.rows[0]).toEqual({ name: '1', cells: ['X', '', 'O'] });
    const filled = [
      'XXOXOOXXO',
      'OXOXXXOOX',
      'XOXOXOXOX',
      'OOXXOXOXX',
      'XXOOXXOOX',
      'OXXOOXXOO',
      'XOOXXOOXX',
      'OXOXOXOXO',
      'XXXOOOXXX',
    ];
    expect(shape(tableOf(filled))).toEqual([9, 9]);
    const chess = [
      'rnbqkbnr',
      'pppppppp',
      '........',
      '........',
      '........',
      '........',
      'PPPPPPPP',
      'RNBQKBNR',
    ];
    expect(shape(tableOf(chess))).toEqual([8, 8]);
    // Names and ids that happen to have one length are not cells.
    expect(tableOf(['Anna', 'Bert', 'Carl'])).toBeUndefined();
    for (const hand of [
      ['red', 'red', 'red'],
      Array.from({ length: 6 }, () => 'ACE'),
      ['KKKK', 'QQQQ', 'KKKK', 'QQQQ'],
      ['2024-01-01', '2024-01-02', '2024-02-01'],
      ['hearts', 'spades', 'hearts', 'hearts', 'spades'],
    ])
      expect(tableOf(hand)?.rows.length).not.toBe(hand.length);
    expect(
      tableOf(['3f9a0c1e', '77b2d4e8', 'a05c9f61', '1d2e3b4c', '90af8e7d', '56c3b2a1', 'e8f7d6c5']),
    ).toBeUndefined();
    expect(tableOf(['KH', 'AS', 'TD', '9C', '2H'])).toBeUndefined();
  });

  it('names columns and rows as the commands do', () => {
    const grid = tableOf(cells(12), { siblings: { columns: 4 } });
    const boards = grid === undefined ? [] : [grid];
    const named = (names: CellNames) => {
      const board = tableOf(cells(12), { siblings: { columns: 4 }, names });
      return [board?.columns.join(' '), board?.rows.map(({ name }) => name).join(' ')];
    };
    expect(named('squares')).toEqual(['a b c d', '1 2 3']);
    expect(named(cellNames([{ to: { x: 0, y: 1 } }], boards, 'squares'))).toEqual(['0 1 2 3', '0 1 2']);
    expect(named(cellNames([{ row: 1, column: 4 }], boards, 'from-0'))).toEqual(['1 2 3 4', '1 2 3']);
    expect(cellNames([{ kind: 'pass' }, { kind: 'move', to: ['a1', 'b12'] }], boards, 'from-0')).toBe(
      'squares',
    );
    // A turn whose commands do not show it is drawn as the turns before. Other numbers are not places.
    for (const commands of [[], ['pass'], [{ row: 2, column: 3 }], [{ bid: 0 }, { bid: 4 }]])
      for (const before of ['from-0', 'from-1'] as const)
        expect(cellNames(commands, boards, before)).toBe(before);
    expect(cellNames([], boards, 'squares')).toBe('squares');
    expect(cellNames(['pass'], boards, 'squares')).toBe('from-0');
    expect(cellNames([{ row: 0, column: 4 }], boards, 'from-1')).toBe('from-0');
  });

  it('is rows of the same width, and objects with the same fields', () => {
    expect(
      shape(
        tableOf([
          [0, 1, 2],
          [3, 4, 5],
        ]),
      ),
    ).toEqual([3, 2]);
    expect(
      tableOf([
        { name: 'carrier', squares: ['a1', 'b1'], sunk: false },
        { name: 'cruiser', squares: ['a3', 'b3'], sunk: true },
      ]),
    ).toEqual({
      kind: 'list',
      columns: ['name', 'squares', 'sunk'],
      rows: [
        { name: '0', cells: ['carrier', ['a1', 'b1'], false] },
        { name: '1', cells: ['cruiser', ['a3', 'b3'], true] },
      ],
    });
  });

  it('is rows of which some cells are things, and all have the same place with each move', () => {
    const rook = { seat: 1, kind: 'rook', moved: true };
    const pawn = { seat: 0, kind: 'pawn', moved: false };
    const rows = [
      [null, rook, null],
      [pawn, pawn, pawn],
      [null, null, null],
    ];
    const table = tableOf(rows);
    expect([table?.kind, shape(table)]).toEqual(['board', [3, 3]]);
    expect(table?.rows[0]?.cells.map(cellWords)).toEqual(['–', '1 rook moved', '–']);
    expect(table?.rows[1]?.cells.map(cellWords)[0]).toBe('0 pawn');
    expect(['', {}, 'X', 7].map(cellWords)).toEqual(['–', '–', 'X', '7']);
    // Many commands stand below a board.
    const many = Array.from({ length: 13 }, (_, take) => ({ take }));
    expect(isBoardFirst({ turn: 1, harbour: { docks: rows } }, many)).toBe(true);
    expect(isBoardFirst({ size: 5, cells: cells(25) }, many)).toBe(true);
    expect(isBoardFirst({ hand: [3, 17], pieces: [rook, pawn] }, many)).toBe(false);
    expect(isBoardFirst({ cells: cells(25) }, many.slice(1))).toBe(false);
  });

  it('is rows of pieces with a field inside of a field, with any pieces in a row', () => {
    const piece = (owner: number, kind: string, moved: boolean): Json => ({ owner, is: { kind, moved } });
    const rows = [
      [null, piece(0, 'tower', true), null],
      [piece(1, 'bridge', false), piece(1, 'bridge', false), piece(0, 'tower', false)],
    ];
    const table = tableOf(rows);
    expect([table?.kind, shape(table)]).toEqual(['board', [3, 2]]);
    expect(table?.rows[0]?.cells.map(cellWords)).toEqual(['–', '0 tower moved', '–']);
    expect(table?.rows[1]?.cells.map(cellWords)[0]).toBe('1 bridge');
    expect(cellWords({ owner: 1, is: null, marks: [2, 3], under: {} })).toBe('1 2, 3');
    const deep = { a: { b: { c: { d: 1 } } } };
    expect(
      tableOf([
        [deep, deep],
        [deep, deep],
      ]),
    ).toBeUndefined();
  });

  it('is a field for each square; a square without one is empty', () => {
    const squares: Record<string, Json> = {};
    for (const square of ['a1', 'b1', 'c1', 'a2', 'c2', 'd2', 'a3', 'b3', 'c3'])
      squares[square] = { kind: square };
    const table = tableOf(squares, { names: 'from-0' });
    expect([table?.kind, table?.columns]).toEqual(['board', ['a', 'b', 'c', 'd']]);
    expect(table?.rows.map(({ name, cells }) => [name, ...cells.map(cellWords)])).toEqual([
      ['1', 'a1', 'b1', 'c1', '–'],
      ['2', 'a2', '–', 'c2', 'd2'],
      ['3', 'a3', 'b3', 'c3', '–'],
    ]);
    const many = Array.from({ length: 13 }, (_, take) => ({ take }));
    expect(isBoardFirst({ turn: 1, squares }, many)).toBe(true);
    expect(tableOf({ ...squares, turn: 1 })).toBeUndefined();
    expect(tableOf({ a1: 1, b1: 2 })).toBeUndefined();
  });

  it('is one list of pieces with empty places between them, however many pieces are left', () => {
    const piece = (id: number): Json => ({ id, is: { kind: 'pawn', moved: id > 3 } });
    const list = (left: number): Json =>
      Array.from({ length: 36 }, (_, at) => (at < left ? piece(at) : null));
    for (const left of [24, 3, 1, 0]) {
      const table = tableOf(list(left));
      expect([left, table?.kind, shape(table)]).toEqual([left, 'board', [6, 6]]);
    }
    expect(tableOf(list(24))?.rows[0]?.cells.map(cellWords)).toEqual([
      ...[0, 1, 2, 3].map((id) => `${id} pawn`),
      '4 pawn moved',
      '5 pawn moved',
    ]);
  });

  it('is things with the same fields by their names, of which some may be gone', () => {
    const players = { Ada: { gold: 3, cards: [1, 2] }, Bo: { gold: 0, cards: [] } };
    const table = {
      kind: 'list',
      columns: ['gold', 'cards'],
      rows: [
        { name: 'Ada', cells: [3, [1, 2]] },
        { name: 'Bo', cells: [0, []] },
      ],
    };
    expect(tableOf(players)).toEqual(table);
    const gone = { name: 'Cy', cells: [null, null] };
    expect(tableOf({ ...players, Cy: null })).toEqual({ ...table, rows: [...table.rows, gone] });
    expect(tableOf([null, players.Bo])).toEqual({
      ...table,
      rows: [
        { name: '0', cells: [null, null] },
        { name: '1', cells: [0, []] },
      ],
    });
    expect(tableOf({ offer: null, hint: { at: 'a1' } })).toBeUndefined();
    expect(tableOf({ round: 1, Ada: players.Ada, Bo: players.Bo })).toBeUndefined();
  });

  it('is objects of which one field is a place: it is one cell', () => {
    const pawns = [
      { owner: 0, at: { x: 1, y: 6 }, name: 'b' },
      { owner: 1, at: { x: 3, y: 0 }, name: 'd' },
    ];
    expect(tableOf(pawns)).toEqual({
      kind: 'list',
      columns: ['owner', 'at', 'name'],
      rows: [
        { name: '0', cells: [0, { x: 1, y: 6 }, 'b'] },
        { name: '1', cells: [1, { x: 3, y: 0 }, 'd'] },
      ],
    });
  });

  it.each<[string, Json]>([
    ['a hand of cards', [3, 17, 24, 31, 42, 51, 56, 60, 71]],
    ['a few values', [1, 1, 0, 0]],
    ['a prime number of cells', cells(47)],
    ['rows of different widths', [[1, 2], [3]]],
    [
      'rows of lists',
      [
        [[1], [2]],
        [[3], null],
      ],
    ],
    ['objects with different fields', [{ a: 1 }, { b: 2 }]],
    ['objects with deep fields', [{ a: { b: [1] } }, { a: { b: [2] } }]],
    ['one thing', [{ a: 1 }]],
    ['nothing', []],
    ['an object', { a: 1 }],
    ['text', 'climb'],
  ])('is not %s', (_, value) => {
    expect(tableOf(value)).toBeUndefined();
  });
});
