import { describe, expect, it } from '@jest/globals';
import { readWholeNumbers } from '../../core/reading';

describe('a command of whole numbers', () => {
  const fields = { cell: { least: 0, most: 8 }, turn: { least: -1, most: 1 } };
  const read = (value: unknown) => readWholeNumbers(value, fields);
  const refused = (message: string) => ({ illegal: { code: 'invalid-command', message } });

  it('has fields of its own: an inherited one is missing', () => {
    expect(read(Object.create({ cell: 0, turn: 0 }))).toEqual(
      refused('cell must be a whole number from 0 to 8; it is missing'),
    );
  });

  it('is read within its limits, both included', () => {
    for (const command of [
      { cell: 0, turn: -1 },
      { cell: 8, turn: 1 },
    ])
      expect(read(command)).toEqual({ command });
  });

  const shapes: ReadonlyArray<readonly [unknown, string]> = [
    [null, 'null'],
    [[], 'a list'],
    ['x', 'a text'],
    [3, 'the number 3'],
    [undefined, 'missing'],
    [true, 'a boolean'],
  ];
  it.each(shapes)('is not %j', (value, kind) =>
    expect(read(value)).toEqual(refused(`the command must be an object with cell, turn; it is ${kind}`)),
  );

  const cells: ReadonlyArray<readonly [unknown, string]> = [
    [9, 'the number 9'],
    [-1, 'the number -1'],
    [0.5, 'the number 0.5'],
    ['4', 'a text'],
    [undefined, 'missing'],
    [null, 'null'],
    [{}, 'an object'],
    [[1], 'a list'],
  ];
  it.each(cells)('names the field and its limits for %j', (cell, kind) =>
    expect(read({ cell, turn: 0 })).toEqual(
      refused(`cell must be a whole number from 0 to 8; it is ${kind}`),
    ),
  );

  it('has no other fields', () => {
    expect(read({ cell: 1, turn: 0, ['x'.repeat(50)]: 1 })).toEqual(
      refused(`unknown field "${'x'.repeat(40)}": the command has cell, turn`),
    );
  });
});
