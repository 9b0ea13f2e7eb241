import { describe, expect, it } from '@jest/globals';
import { commandsOf } from '../../core/drawing';
import { type Json } from '../../core/json';
import { commandGroups } from '../../web/drawing/command-groups';
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

  const places = [0, 1, 2, 3].flatMap((x) => [0, 1].map((y) => ({ x, y })));
  const moves = places.flatMap((from) => [
    { kind: 'move', from, to: { x: from.x, y: 2 } },
    { kind: 'move', from, to: { x: from.x, y: 3 } },
  ]);

  it('say fields of fields in one line, and in columns where they are several', () => {
    const [group] = commandGroups(moves.slice(0, 3));
    expect(group?.commands.map(({ label }) => label)).toEqual([
      'from x 0, y 0 · to x 0, y 2',
      'from x 0, y 0 · to x 0, y 3',
      'from x 0, y 1 · to x 0, y 2',
    ]);
    expect(group?.table).toEqual({
      columns: ['from: x, y', 'to: x, y'],
      rows: [
        ['0, 0', '0, 2'],
        ['0, 0', '0, 3'],
        ['0, 1', '0, 2'],
      ],
    });
    const deep = { take: { from: { pile: 2, cards: [1, 7] }, of: 'Ada' }, pay: null };
    const label = 'take from pile 2 · take from cards 1, 7 · take of Ada · pay none';
    expect(commandGroups([deep])).toEqual([{ title: '', commands: [{ label, command: deep }] }]);
    expect(commandAfterName(undefined, moves[0] ?? null)).toBe(': move from (x 0, y 0) to (x 0, y 2)');
  });

  it('leave out of their columns what is the same in all, also deep inside', () => {
    const trade = (amount: number, via: readonly string[]) => ({
      kind: 'travel',
      give: [
        { good: 'silk', amount },
        { good: 'coin', amount: 1 },
      ],
      want: { good: 'salt', amount },
      route: { from: 'Fort', via, to: 'Port' },
    });
    const [group, ...others] = commandGroups([trade(1, []), trade(2, ['Well', 'Bridge'])]);
    expect(others).toEqual([]);
    expect(group?.table).toEqual({
      columns: ['give', 'want: good, amount', 'route via'],
      rows: [
        ['silk 1, coin 1', 'salt, 1', 'none'],
        ['silk 2, coin 1', 'salt, 2', 'Well, Bridge'],
      ],
    });
    expect(group?.commands[1]?.label).toBe(
      'give silk 2, coin 1 · want good salt, amount 2 · route via Well, Bridge',
    );
  });

  it('are words without columns where these would be many, and a missing part is a dash', () => {
    const wide = (value: number) => ({
      all: Object.fromEntries([...'abcdef'].map((name) => [name, [value, name]])),
    });
    const [group] = commandGroups([
      { ...wide(1), kind: 'x' },
      { ...wide(2), kind: 'y' },
    ]);
    expect(group?.table).toBeUndefined();
    expect(group?.commands[0]?.label).toMatch(/^all a 1, a · all b 1, b · .* · kind x$/);
    const unlike = commandGroups([{ to: { x: 1, y: 2 }, card: 7 }, { to: { x: 3, y: 2 } }]);
    expect(unlike[0]?.table?.rows).toEqual([
      ['1, 2', '7'],
      ['3, 2', '–'],
    ]);
  });

  it('are divided once more where a group is still long, and a command without fields is a word', () => {
    const groups = commandGroups([...moves, { kind: 'pass' }]);
    expect(groups[0]).toEqual({
      title: 'kind move · from x 0, y 0',
      commands: moves.slice(0, 2).map((command) => ({ label: `x 0, y ${command.to.y}`, command })),
    });
    expect(groups).toHaveLength(places.length + 1);
    expect(groups.at(-1)).toEqual({
      title: 'kind pass',
      commands: [{ label: 'pass', command: { kind: 'pass' } }],
    });
    expect(groups.flatMap(({ commands }) => commands).map(({ command }) => command)).toEqual([
      ...moves,
      { kind: 'pass' },
    ]);
  });

  it('are one list where nothing divides them', () => {
    const takes = Array.from({ length: 20 }, (_, take) => ({ take }));
    expect(commandGroups(takes).map(({ title, commands }) => [title, commands[3]?.label])).toEqual([
      ['take', '3'],
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

  it('stand after a colon behind the name of their player: fields have a verb only by chance', () => {
    const told: readonly Json[] = [
      { kind: 'fire', square: 'a1' },
      'climb',
      { column: 3 },
      { word: '' },
      { take: [1, 2] },
      null,
    ];
    expect(told.map((command) => `You${commandAfterName(undefined, command)}`)).toEqual([
      'You: fire a1',
      'You: climb',
      'You: column 3',
      'You: word empty',
      'You: take 1, 2',
      'You: none',
    ]);
  });

  it('say that a text is empty', () => {
    const words = [{ word: '' }, { word: 'oak' }];
    expect(commandGroups(words)[0]?.commands.map(({ label }) => label)).toEqual(['empty', 'oak']);
    expect(commandGroups(words.slice(0, 1))[0]?.commands.map(({ label }) => label)).toEqual(['word empty']);
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
