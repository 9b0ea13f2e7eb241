import { describe, expect, it } from '@jest/globals';
import { type Json } from '../../core/json';
import { boardsOf } from '../../web/drawing/boards-of';
import { cellNames } from '../../web/drawing/cell-names';
import { commandGrid, type CommandGrid, edgesOf } from '../../web/drawing/command-grid';
import { furtherChoices } from '../../web/drawing/further-choices';

const numbers = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);
/** A command for each cell. */
const each = (columns: number, rows: number, make: (column: number, row: number) => Json): Json[] =>
  numbers(rows).flatMap((row) => numbers(columns).map((column) => make(column, row)));
const squareAt = (column: number, row: number): string =>
  `${'abcdefghijklmnopqrstuvwxyz'.charAt(column)}${row + 1}`;

function gridOf(view: Json, legal: readonly Json[], before?: CommandGrid): CommandGrid | undefined {
  const boards = boardsOf(view);
  const names = cellNames(
    legal,
    boards.map(({ table }) => table),
    'from-0',
  );
  return commandGrid(legal, boards, names, before);
}
const sizeOf = (grid: CommandGrid | undefined) => grid && [grid.columns, grid.rows, grid.board?.name];

const placements = ['across', 'down'].flatMap((heading) =>
  each(heading === 'across' ? 6 : 10, heading === 'down' ? 6 : 10, (column, row) => ({
    kind: 'place',
    square: squareAt(column, row),
    heading,
  })),
);
const board = each(3, 3, (column, row) => (column === row ? 1 : null));

describe('commands that name a cell', () => {
  it('are a grid as large as they need it where the view has no board of this size', () => {
    const grid = gridOf({ phase: 'placement' }, placements);
    expect(sizeOf(grid)).toEqual([10, 10, undefined]);
    expect(grid?.cells[0]).toEqual({
      cell: 0,
      further: { kind: 'place', heading: 'across' },
      command: { kind: 'place', square: 'a1', heading: 'across' },
    });
    expect(grid?.others).toEqual([]);
    expect(grid && edgesOf(grid).columnNames.join('')).toBe('abcdefghij');
    expect(grid && edgesOf(grid).rowNames.at(-1)).toBe('10');
    const pairs = each(5, 4, (x, y) => ({ to: { x: x + 1, y: y + 1 }, unit: 'scout' }));
    const own = gridOf({ round: 1 }, [...pairs, 'pass']);
    expect(sizeOf(own)).toEqual([5, 4, undefined]);
    expect(own && edgesOf(own)).toEqual({
      columnNames: ['1', '2', '3', '4', '5'],
      rowNames: ['1', '2', '3', '4'],
    });
    expect(own?.cells[6]).toMatchObject({ cell: 6, further: { unit: 'scout' } });
    expect(own?.others).toEqual(['pass']);
  });

  it('are the cells of the view’s own board, by row and column, by square, or by a number', () => {
    const [row, column] = [2, 1];
    const commands: readonly Json[] = [
      { row, column },
      { at: { x: 1, y: 2 }, tile: 'oak' },
      { square: 'b3' },
      { cell: 7 },
    ];
    for (const command of commands) {
      const grid = gridOf({ cells: board, turn: 0 }, [command]);
      expect([command, sizeOf(grid), grid?.cells[0]?.cell]).toEqual([command, [3, 3, 'cells'], 7]);
    }
    // Columns and rows from 1, as a command in the last row shows.
    const grid = gridOf({ cells: board }, [
      { row: 3, column: 1 },
      { row: 1, column: 2 },
    ]);
    expect(grid?.cells.map(({ cell }) => cell)).toEqual([6, 1]);
    // Rows have no cells that one number names.
    const rows = [0, 3, 6].map((from) => board.slice(from, from + 3));
    expect(gridOf({ rows }, [{ cell: 7 }])).toBeUndefined();
    expect(sizeOf(gridOf({ rows }, [{ row, column }]))).toEqual([3, 3, 'rows']);
  });

  it('are a grid of their own where several boards may be meant, but not where these show the same', () => {
    const legal = each(5, 5, (x, y) => ({ x, y }));
    const sea = (at: number): Json => each(5, 5, (x, y) => (y * 5 + x === at ? 'hit' : null));
    expect(sizeOf(gridOf({ mine: sea(3), theirs: sea(4) }, legal))).toEqual([5, 5, undefined]);
    expect(sizeOf(gridOf({ mine: sea(3), theirs: sea(3) }, legal))).toEqual([5, 5, 'mine']);
    // Boards that are both empty now may differ later.
    expect(sizeOf(gridOf({ mine: sea(-1), theirs: sea(-1) }, legal))).toEqual([5, 5, undefined]);
  });

  it('keep their grid while fewer are legal, or none', () => {
    const before = gridOf({}, placements);
    const few = [{ kind: 'fire', square: 'c2' }];
    expect(sizeOf(gridOf({}, few))).toBeUndefined();
    expect(sizeOf(gridOf({}, few, before))).toEqual([10, 10, undefined]);
    expect(gridOf({}, few, before)?.cells[0]?.cell).toBe(12);
    expect(gridOf({}, [], before)).toMatchObject({ columns: 10, rows: 10, cells: [] });
    expect(gridOf({}, ['roll'], before)).toBeUndefined();
    const onBoard = gridOf({ cells: board }, [{ cell: 1 }]);
    expect(gridOf({ cells: board }, ['roll'], onBoard)).toMatchObject({ cells: [], others: ['roll'] });
    expect(sizeOf(gridOf({ cells: board }, [], onBoard))).toEqual([3, 3, 'cells']);
    expect(gridOf({ over: true }, [], onBoard)).toBeUndefined();
  });

  it('are two numbers of any names where these fill their rectangle, each from its own first', () => {
    const bids = each(6, 8, (face, dice) => ({ dice: dice + 3, face: face + 1 }));
    const grid = gridOf({ dice: 8 }, bids);
    expect(sizeOf(grid)).toEqual([6, 8, undefined]);
    expect(grid && edgesOf(grid).rowNames.join()).toBe('3,4,5,6,7,8,9,10');
    expect(grid && edgesOf(grid).columnNames.join()).toBe('1,2,3,4,5,6');
    // They are never the cells of a board.
    const both = gridOf({ cells: each(6, 8, (face) => (face === 1 ? 1 : null)) }, bids);
    expect(sizeOf(both)).toEqual([6, 8, undefined]);
    const moves = numbers(20).map((from) => ({ from, by: (from * 7) % 13 }));
    expect(gridOf({}, moves)).toBeUndefined();
  });

  it.each<[string, Json[]]>([
    [
      'cards with the names of squares',
      'h7 s2 d4 c9 h2 s11 d12 c13 h1 s3 d5 c6 h10 s9'.split(' ').map((card) => ({ card })),
    ],
    ['a column alone', numbers(14).map((column) => ({ column }))],
    ['one row', numbers(14).map((column) => ({ row: 0, column }))],
    ['few', placements.slice(0, 12)],
    ['a way of their own each', numbers(25).map((at) => ({ x: at % 5, y: Math.floor(at / 5), path: [at] }))],
    ['larger than a page', each(30, 30, (x, y) => ({ x, y }))],
    ['plain values', numbers(20).map(String)],
  ])('do not have a grid where they are %s', (_what, legal) => {
    expect(gridOf({ round: 1 }, legal)).toBeUndefined();
  });
});

describe('the fields beside the cell', () => {
  const { cells = [] } = gridOf({}, placements) ?? {};
  const told = (wanted: ReadonlyMap<string, string>) => {
    const { choices, commands } = furtherChoices(cells, wanted);
    return [
      choices.map(({ field, values, chosen }) => [field, values.map(({ words }) => words), chosen]),
      commands.length,
    ];
  };

  it('are chosen first where they have several values, and leave one command for each cell', () => {
    const words = ['across', 'down'];
    expect(told(new Map())).toEqual([[['heading', words, '"across"']], 60]);
    expect(told(new Map([['heading', '"down"']]))).toEqual([[['heading', words, '"down"']], 60]);
    // A value that is not legal now is not chosen.
    expect(told(new Map([['heading', '"up"']]))).toEqual([[['heading', words, '"across"']], 60]);
  });

  it('have the values that the earlier choices leave, and a word where a command does not have them', () => {
    const moves = each(4, 4, (x, y) => ({ x, y })).flatMap((place) => [
      { ...Object(place), kind: 'build', with: 'oak' },
      { ...Object(place), kind: 'build', with: 'elm' },
      { ...Object(place), kind: 'walk' },
    ]);
    const grid = gridOf({}, moves);
    const { choices, commands } = furtherChoices(grid?.cells ?? [], new Map([['kind', '"walk"']]));
    expect(choices.map(({ field }) => field)).toEqual(['kind']);
    expect(commands).toHaveLength(16);
    const built = furtherChoices(grid?.cells ?? [], new Map([['with', '"elm"']]));
    expect(built.choices.map(({ field, chosen }) => [field, chosen])).toEqual([
      ['kind', '"build"'],
      ['with', '"elm"'],
    ]);
    expect(built.commands.map(({ command }) => command)).toContainEqual({
      x: 3,
      y: 3,
      kind: 'build',
      with: 'elm',
    });
    const some = furtherChoices(
      [
        { cell: 0, further: {}, command: 1 },
        { cell: 0, further: { fast: true }, command: 2 },
      ],
      new Map(),
    );
    expect(some.choices[0]?.values.map(({ words }) => words)).toEqual(['none', 'true']);
    expect(some.commands.map(({ command }) => command)).toEqual([1]);
  });
});
