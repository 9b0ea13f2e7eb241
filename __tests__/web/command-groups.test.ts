import { describe, expect, it } from '@jest/globals';
import { type Json } from '../../core/json';
import { commandGroups } from '../../web/drawing/command-groups';
import { commandAfterName } from '../../web/drawing/command-words';

describe('commands of a game without a drawing', () => {
  it.each<[string, Json[]]>([
    ['an object of a field', [{ kind: 'discard', cards: {} }, { cards: { wood: 1 } }]],
    [
      'an object beside others',
      [
        { give: {}, take: { a: 1 } },
        { give: { wood: 1 }, take: { a: 1 } },
      ],
    ],
    ['the command itself', [{}, { pass: true }]],
    ['the only command', [{}]],
    ['a text', [{ say: '' }, { say: 'x' }]],
    ['a list', [{ give: [] }, { give: [{}] }]],
  ])('have a word each, and no two the same, where %s is empty', (_what, legal) => {
    const labels = commandGroups(legal).flatMap(({ commands }) => commands.map(({ label }) => label));
    expect(labels).toHaveLength(legal.length);
    expect(labels.every((label) => /\w/.test(label))).toBe(true);
    expect(new Set(labels).size).toBe(legal.length);
  });

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

  it('are grouped by a field that all have before one with fewer values, and named by what they have', () => {
    const places = Array.from({ length: 14 }, (_, x) => ({ kind: 'place', x, y: x % 2 }));
    const groups = commandGroups([...places, { kind: 'declare', terms: {} }, { kind: 'pass', terms: {} }]);
    expect(groups.map(({ title }) => title)).toEqual([
      'kind place · y 0',
      'kind place · y 1',
      'kind declare',
      'kind pass',
    ]);
    // A field that only some have divides what is left, and names those that have it.
    const some = places.map(({ x }) => ({ kind: 'place', x, ...(x < 3 ? { fast: true } : {}) }));
    expect(commandGroups([...some, { kind: 'pass' }]).map(({ title }) => title)).toEqual([
      'kind place · fast true',
      'kind place',
      'kind pass',
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

  it('name the fields in each cell where things have other fields', () => {
    const trade = (give: object, take: object) => ({ kind: 'trade', give: { ...give }, take: { ...take } });
    const trades = [
      trade({ wood: 1 }, { ore: 1 }),
      trade({ ore: 2 }, { wood: 1 }),
      trade({ wheat: 1 }, { ore: 1 }),
    ];
    const [group] = commandGroups(trades);
    expect(group?.table).toEqual({
      columns: ['give', 'take'],
      rows: [
        ['wood 1', 'ore 1'],
        ['ore 2', 'wood 1'],
        ['wheat 1', 'ore 1'],
      ],
    });
    const [off] = commandGroups([
      { die: 1, to: { x: 1, y: 2 } },
      { die: 2, to: { off: true } },
    ]);
    expect(off?.table?.rows).toEqual([
      ['1', 'x 1, y 2'],
      ['2', 'off true'],
    ]);
    const [lists] = commandGroups([
      { pay: [{ wood: 1 }, { ore: 1 }], to: { x: 1 } },
      { pay: [{ ore: 2 }], to: { x: 2 } },
    ]);
    expect(lists?.table).toEqual({
      columns: ['pay', 'to: x'],
      rows: [
        ['(wood 1), (ore 1)', '1'],
        ['(ore 2)', '2'],
      ],
    });
    expect(lists?.commands[0]?.label).toBe('pay (wood 1), (ore 1) · to x 1');
    // One number in each: without its name it would mean nothing.
    const [numbers] = commandGroups([
      { pay: [{ wood: 1 }], to: { x: 1 } },
      { pay: [{ wood: 2 }], to: { x: 2 } },
    ]);
    expect(numbers?.table?.rows[1]).toEqual(['(wood 2)', '2']);
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
    const commands: readonly Json[] = [
      { kind: 'fire', square: 'a1' },
      'climb',
      { column: 3 },
      { word: '' },
      { take: [1, 2] },
      null,
    ];
    expect(commands.map((command) => `You${commandAfterName(undefined, command)}`)).toEqual([
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
