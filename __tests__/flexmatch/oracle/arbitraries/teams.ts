/** Teams of several shapes, and the names by which expressions and targets may refer to them. */
import fc from 'fast-check';
import { type TeamJson } from '../language';

export interface Layout {
  teams: TeamJson[];
  selectors: string[];
  targets: string[];
  names: string[];
}

const sizes = (most: number): fc.Arbitrary<{ minPlayers: number; maxPlayers: number }> =>
  fc
    .tuple(fc.constantFrom(1, 1, 1, 0, 2), fc.integer({ min: 1, max: most }))
    .map(([least, maxPlayers]) => ({ minPlayers: Math.min(least, maxPlayers), maxPlayers }));

export const layouts: fc.Arbitrary<Layout> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(sizes(3), sizes(3)).map(([red, blue]) => ({
      teams: [
        { name: 'red', ...red },
        { name: 'blue', ...blue },
      ],
      names: ['red', 'blue'],
      selectors: ['*', 'red', 'blue', 'red,blue'],
      targets: ['red', 'blue', 'red, blue'],
    })),
  },
  {
    weight: 2,
    arbitrary: sizes(4).map((all) => ({
      teams: [{ name: 'all', ...all }],
      names: ['all'],
      selectors: ['*', 'all'],
      targets: ['all'],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(sizes(2), sizes(3), sizes(1)).map(([red, blue, green]) => ({
      teams: [
        { name: 'red', ...red },
        { name: 'blue-2', ...blue },
        { name: 'the green', ...green },
      ],
      names: ['red', 'blue-2', 'the green'],
      selectors: ['*', 'red', 'blue-2', 'the green', 'red, the green', 'the green,blue-2'],
      targets: ['red', 'red,blue-2', 'the green'],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(sizes(3), fc.constantFrom(2, 2, 3)).map(([side, quantity]) => ({
      teams: [{ name: 'side', ...side, quantity }],
      names: ['side_1', 'side_2'],
      selectors: ['*', 'side', 'side_1', 'side_2', 'side_2,side_1'],
      targets: ['side'],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(sizes(2), sizes(1)).map(([hunter, boss]) => ({
      teams: [
        { name: 'hunter', ...hunter, quantity: 2 },
        { name: 'boss', ...boss },
      ],
      names: ['hunter_1', 'hunter_2', 'boss'],
      selectors: ['*', 'hunter', 'boss', 'hunter_1', 'boss,hunter_2', 'boss,hunter'],
      targets: ['hunter', 'boss', 'hunter,boss', 'hunter_2'],
    })),
  },
);
