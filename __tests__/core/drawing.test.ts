import { expect, it } from '@jest/globals';
import { commandsOf, type Drawing } from '../../core/drawing';

it('a drawing offers the commands of cells, cards and buttons, in its order', () => {
  const cell = { label: 'empty' };
  const drawing: Drawing<string> = {
    parts: [
      { kind: 'facts', facts: [{ name: 'Round', value: '3 of 10' }] },
      {
        kind: 'grid',
        label: 'board',
        columns: 2,
        style: 'lines',
        cells: [
          cell,
          { ...cell, choices: [] },
          { ...cell, choices: [{ command: 'across', mode: 'a' }, { command: 'down' }] },
        ],
      },
      {
        kind: 'cards',
        label: 'hand',
        cards: [{ text: '7' }, { text: '8', command: 'play 8' }],
      },
      { kind: 'tracks', label: 'race', length: 9, lanes: [{ seat: 0, at: 3 }] },
      { kind: 'buttons', buttons: [{ label: 'Pass', command: 'pass' }] },
    ],
  };
  expect(commandsOf(drawing)).toEqual(['across', 'down', 'play 8', 'pass']);
  expect(commandsOf({ parts: [] })).toEqual([]);
});
