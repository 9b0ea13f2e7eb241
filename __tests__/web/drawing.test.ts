import { describe, expect, it } from '@jest/globals';
import { commandsOf } from '../../core/drawing';
import { type Json } from '../../core/json';
import { commandAfterName } from '../../web/drawing/command-words';
import { drawMatch, seatColours } from '../../web/drawing/draw-match';
import { choiceOf, meantCell } from '../../web/drawing/grid-choices';
import { steps } from '../../web/drawing/grid-steps';
import { pictureOf, previewOf } from '../../web/drawing/picture';
import { onlyAims, touchWidth } from '../../web/drawing/touch-width';
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
    expect(commandAfterName(drawnBids, 2)).toBe(' bid 2');
    // The hint of a secret command that a viewer sees is not a command.
    expect(commandAfterName(drawnBids, null)).toBe(' bid in secret');
    expect(commandAfterName(columns, null)).toBe(': none');
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
    expect(previewOf(drawnBids)).toEqual({
      drawing: pictureOf(drawnBids),
      howToPlay: 'The highest bid wins.',
    });
    expect(previewOf(noughts)).toEqual({});
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
    const meant = (style: 'well' | 'wood') =>
      [0, 1, 2, 3].map((cell) => meantCell({ cells, columns: 2, style }, undefined, cell));
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

describe('a press on a cell', () => {
  it.each([
    ['touch', 31, 4, undefined, true],
    ['touch', 31, 4, 5, true],
    ['touch', 31, 4, 4, false],
    ['touch', touchWidth, 4, undefined, false],
    ['mouse', 31, 4, undefined, false],
    [undefined, 31, 4, undefined, false],
  ])('by %s on a cell of %d px, %d while %s is aimed at: aims only: %s', (by, width, cell, aimed, aims) => {
    expect(onlyAims(by, width, cell, aimed)).toBe(aims);
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
