import { describe, expect, it } from '@jest/globals';
import { commandsOf } from '../../core/drawing';
import { type Json } from '../../core/json';
import { commandGroups } from '../../web/drawing/command-groups';
import { commandWords } from '../../web/drawing/command-words';
import { drawMatch, seatColours } from '../../web/drawing/draw-match';
import { choiceOf, meantCell } from '../../web/drawing/grid-choices';
import { steps } from '../../web/drawing/grid-steps';
import { pictureOf } from '../../web/drawing/picture';
import { columns } from '../games/columns';
import { noughts } from '../games/noughts';
import { drawnBids } from '../games/drawn-bids';

const position = (view: Json, legal: readonly Json[]) => ({
  view,
  legal,
  toAct: [0],
  offer: null,
  left: [],
  phase: null,
});

describe('commands of a game without a drawing', () => {
  it('are one list of buttons when they are few, and what they share is said once', () => {
    expect(
      commandGroups([
        { kind: 'fire', square: 'a1' },
        { kind: 'fire', square: 'b1' },
      ]),
    ).toEqual([
      {
        title: 'fire square',
        commands: [
          { label: 'a1', command: { kind: 'fire', square: 'a1' } },
          { label: 'b1', command: { kind: 'fire', square: 'b1' } },
        ],
      },
    ]);
    expect(commandGroups([{ take: 1 }, { take: 2 }])).toEqual([
      {
        title: 'take',
        commands: [
          { label: '1', command: { take: 1 } },
          { label: '2', command: { take: 2 } },
        ],
      },
    ]);
    expect(commandGroups([{ take: 1 }])).toEqual([
      { title: '', commands: [{ label: 'take 1', command: { take: 1 } }] },
    ]);
  });

  it('are grouped by the field with the fewest values when they are many', () => {
    const squares = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
    const groups = commandGroups(
      squares.flatMap((square) => [
        { heading: 'across', square },
        { heading: 'down', square },
      ]),
    );
    expect(groups.map(({ title, commands }) => [title, commands.map(({ label }) => label)])).toEqual([
      ['heading across', squares],
      ['heading down', squares],
    ]);
  });

  it('may be plain values, and may be empty', () => {
    expect(commandGroups(['climb', 3])).toEqual([
      {
        title: '',
        commands: [
          { label: 'climb', command: 'climb' },
          { label: '3', command: 3 },
        ],
      },
    ]);
    expect(commandGroups([])).toEqual([]);
  });

  it('are labelled by their values', () => {
    expect(commandWords(undefined, { kind: 'fire', square: 'a1' })).toBe('fire a1');
    expect(commandWords(undefined, 'climb')).toBe('climb');
  });
});

describe('the drawing of a match', () => {
  it('is absent for a game without one, and for a game that the page does not have', () => {
    expect(drawMatch(columns, position({}, []), 0)).toEqual({ drawing: undefined, failure: undefined });
    expect(drawMatch(undefined, position({}, []), 0).drawing).toBeUndefined();
  });

  it('offers the legal commands, in the words and colours of the game', () => {
    const view = { purse: 2, bids: [null, 1] };
    const drawn = drawMatch(drawnBids, position(view, [0, 1, 2]), 0);
    expect(drawn.drawing && commandsOf(drawn.drawing)).toEqual([0, 1, 2]);
    expect(seatColours(drawn)).toEqual({ '--seat-0': 'var(--red)', '--seat-1': 'var(--blue)' });
    expect(commandWords(drawnBids, 2)).toBe('bids 2');
    // The hint of a secret command that a viewer sees is not a command.
    expect(commandWords(drawnBids, null)).toBe('null');
  });

  it('that throws is replaced by the plain view, with the reason', () => {
    expect(drawMatch(drawnBids, position({ bids: 3 }, []), 0)).toEqual({
      drawing: undefined,
      failure: expect.stringContaining('bids'),
    });
  });

  it('gives the picture of a game: the same each time, none without a drawing', () => {
    expect(pictureOf(drawnBids)).toEqual(pictureOf(drawnBids));
    expect(pictureOf(drawnBids)?.parts.length).toBeGreaterThan(0);
    expect(pictureOf(noughts)).toBeUndefined();
  });
});

describe('a cell of a grid', () => {
  /** Two columns: the left one has its landing place at the bottom, the right one is full. */
  const cells = [
    { label: 'empty' },
    { label: 'disc' },
    { label: 'empty', choices: [{ command: 0 }, { command: 1, mode: 'down' }] },
    { label: 'disc' },
  ];

  it('means the landing place of its column in a well, and itself elsewhere', () => {
    const meant = (look: 'well' | 'wood') =>
      [0, 1, 2, 3].map((cell) => meantCell({ cells, columns: 2, look }, undefined, cell));
    expect(meant('well')).toEqual([2, 1, 2, 3]);
    expect(meant('wood')).toEqual([0, 1, 2, 3]);
  });

  it('has the choice of the mode', () => {
    const modes = [
      {
        label: 'x',
        choices: [
          { command: 1, mode: 'down' },
          { command: 2, mode: 'across' },
        ],
      },
    ];
    expect(choiceOf({ cells: modes }, 'across', 0)?.command).toBe(2);
    expect(choiceOf({ cells: modes }, undefined, 0)).toBeUndefined();
    expect(choiceOf({ cells }, 'across', 2)?.command).toBe(0);
  });
});

describe('the arrow keys on a grid', () => {
  it.each([
    ['ArrowLeft', 4, 3],
    ['ArrowRight', 4, 5],
    ['ArrowUp', 4, 1],
    ['ArrowDown', 4, 7],
    ['Home', 5, 3],
    ['End', 3, 5],
    ['ArrowLeft', 3, undefined],
    ['ArrowRight', 5, undefined],
    ['ArrowUp', 2, undefined],
    ['ArrowDown', 6, undefined],
    ['Enter', 4, undefined],
  ])('%s from cell %i of 3 × 3 leads to %s', (key, from, to) => {
    expect(steps(key, from, 3, 9)).toBe(to);
  });
});
