import { type GameNames } from './name';

interface Seats {
  readonly min: number;
  readonly max: number;
}

/**
 * The files of a new game: a small game that works, to be changed into the intended one.
 * @returns path below game/games/<name>/ → text
 */
export function gameFiles(names: GameNames, seats: Seats): ReadonlyMap<string, string> {
  return new Map([
    ['rules.ts', rules(names, seats)],
    ['bot.ts', bot(names)],
    ['board.ts', display(names)],
    ['index.ts', index(names)],
    ['rules.test.ts', test(names, seats)],
  ]);
}

const rules = ({ name, constant, type }: GameNames, { min, max }: Seats): string => `
import { type GameRules } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { readWholeNumbers } from '../../../core/reading';
import { placesOfWinners } from '../../../core/results';

/** Stones on the heap at the start. */
const heap = 21;
/** Most stones that a seat may take at once. */
export const most = 3;

export type ${type}State = {
  readonly stones: number;
  readonly seats: number;
  /** The seat that takes next; once the heap is empty, the seat that took last. */
  readonly turn: Seat;
};
export type ${type}Command = { readonly take: number };
export type ${type}View = ${type}State;

/** Seats take stones in turn, at most \`most\` at once. The seat that takes the last stone wins. */
export const ${constant}: GameRules<${type}State, ${type}Command, ${type}View> = {
  name: gameName('${name}'),
  version: 1,
  seats: ${min === max ? String(min) : `{ min: ${min}, max: ${max} }`},

  setup: (random, { seats }) => ({ stones: heap, seats, turn: random.below(seats) }),

  toAct: ({ stones, turn }) => (stones === 0 ? [] : [turn]),

  legalCommands: ({ stones, turn }, seat) =>
    seat === turn ? Array.from({ length: Math.min(most, stones) }, (_, index) => ({ take: index + 1 })) : [],

  parseCommand: (value) => readWholeNumbers(value, { take: { least: 1, most } }),

  apply(state, seat, { take }) {
    if (state.stones === 0) return { illegal: { code: 'finished', message: 'the heap is empty' } };
    if (seat !== state.turn)
      return { illegal: { code: 'not-your-turn', message: 'another seat takes now' } };
    if (take > state.stones)
      return { illegal: { code: 'too-many', message: \`only \${state.stones} stones are left\` } };
    const stones = state.stones - take;
    return { state: { ...state, stones, turn: stones === 0 ? seat : (seat + 1) % state.seats } };
  },

  view: (state) => state,

  result: ({ stones, seats, turn }) =>
    stones === 0 ? { places: placesOfWinners(seats, [turn]), reason: 'last-stone' } : undefined,
};
`;

const bot = ({ constant, type }: GameNames): string => `
import { type Bot } from '../../../core/bots/bot';
import { most, type ${type}Command, type ${type}View } from './rules';

/**
 * \`hard\` leaves a multiple of \`most + 1\` stones whenever it can. Against one other seat it then wins:
 * after any answer it can leave the next lower multiple.
 */
export const ${constant}Bot: Bot<${type}View, ${type}Command> = {
  levels: ['easy', 'hard'],

  *think({ view, legal, level, random }) {
    const any = legal[random.below(legal.length)];
    if (any !== undefined) yield any;
    if (level === 0) return;
    const good = legal.find(({ take }) => (view.stones - take) % (most + 1) === 0);
    if (good !== undefined) yield good;
  },
};
`;

const display = ({ constant, type }: GameNames): string => `
import { type Display } from '../../../core/define';
import { type ${type}View } from './rules';

export const ${constant}Display: Display<${type}View> = {
  text: ({ stones, turn }, viewer) => {
    const next = turn === viewer ? 'you take' : \`seat \${turn} takes\`;
    return stones === 0 ? 'The heap is empty.' : \`\${'o'.repeat(stones)}  \${stones} stones, \${next}\`;
  },
};
`;

const index = ({ constant }: GameNames): string => `
import { defineGame } from '../../../core/define';
import { ${constant}Display as display } from './board';
import { ${constant}Bot as bot } from './bot';
import { ${constant} as rules } from './rules';

export const ${constant} = defineGame({ rules, bot, display });
`;

const tournamentImport = "import { tournament } from '../../../testing/tournament';\n";
/** Seat 1 wins. */
const placesOf = (seats: number): number[] =>
  Array.from({ length: seats }, (_, seat) => (seat === 1 ? 1 : 2));

const test = ({ name, constant }: GameNames, { min }: Seats): string => `
import { describe, expect, it } from '@jest/globals';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { describeRules } from '../../../testing/describe-rules';
${min === 2 ? tournamentImport : ''}import { ${constant} } from './index';

describeRules(${constant}, { longest: 21 });

describe('${name}', () => {
  const { rules } = ${constant};
  const chance = new MatchChance(seededChance('${name}'));

  it('is won by the seat that takes the last stone', () => {
    const applied = rules.apply({ stones: 2, seats: ${min}, turn: 1 }, 1, { take: 2 }, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    expect(rules.result(applied.state)?.places).toEqual([${placesOf(min).join(', ')}]);
  });

  it.each([1, 3])('lets a seat take %i of many stones', (take) => {
    const state = { stones: 21, seats: ${min}, turn: 0 };
    expect(rules.parseCommand({ take })).toEqual({ command: { take } });
    expect(rules.legalCommands(state, 0)).toContainEqual({ take });
    expect(rules.apply(state, 0, { take }, chance)).toMatchObject({ state: { stones: 21 - take } });
  });

  it.each([0, 4])('refuses to take %i stones, because a seat takes 1 to 3', (take) => {
    const state = { stones: 21, seats: ${min}, turn: 0 };
    expect(rules.parseCommand({ take })).toMatchObject({ illegal: { code: 'invalid-command' } });
    expect(rules.legalCommands(state, 0)).not.toContainEqual({ take });
  });

  it('refuses more stones than there are', () => {
    const state = { stones: 2, seats: ${min}, turn: 0 };
    expect(rules.apply(state, 0, { take: 3 }, chance)).toMatchObject({ illegal: { code: 'too-many' } });
  });
${
  min === 2
    ? `
  it('has a bot that plays better at its hard level', () => {
    expect(tournament(${constant}, { matches: 20, levels: ['hard', 'easy'] }).wins).toBeGreaterThan(14);
  });
`
    : ''
}});
`;
