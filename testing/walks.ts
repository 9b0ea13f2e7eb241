import fc from 'fast-check';
import { type DefinedGame } from '../core/define';
import { type Viewer } from '../core/game-rules';
import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { MatchChance, type ChanceState, seededChance } from '../core/match/chance';
import { type Setup, setupsOf } from './setups';

/** A random match of a property test: `picks` chooses the acting seat and its command. */
export interface Walk {
  readonly setup: Setup;
  /** 32 hexadecimal digits. */
  readonly seed: string;
  readonly picks: readonly number[];
}

/** A command that was played. */
export interface Played<State extends Json, Command extends Json> {
  readonly seat: Seat;
  readonly command: Command;
  /** The state right after it. */
  readonly then: State;
}

/** A match at one moment. */
export interface Moment<State extends Json, Command extends Json> {
  readonly setup: Setup;
  readonly state: State;
  /** Randomness for the next command. */
  readonly chance: ChanceState;
  /** Commands so far, oldest first. */
  readonly played: readonly Played<State, Command>[];
}

const seed = fc.nat().map((number) => number.toString(16).padStart(32, '0'));

/**
 * Generates random matches.
 * @param length maximum number of commands; shrinking finds the shortest match that fails
 */
export function walksOf<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  length: { readonly min: number; readonly max: number },
): fc.Arbitrary<Walk> {
  return fc
    .record({
      setup: fc.constantFrom(...setupsOf(game)),
      seed,
      from: fc.nat(),
      length: fc.integer(length),
    })
    .map(({ from, length: count, ...walk }) => {
      // All picks follow from one number, because a list of a thousand numbers is slow to generate and to
      // shrink.
      const draws = new MatchChance(seededChance(`picks:${from}`));
      return { ...walk, picks: Array.from({ length: count }, () => draws.below(2 ** 31)) };
    });
}

/** One of the items, selected by a pick. */
export function picked<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

/** Every viewer of a match: its seats and a spectator. */
export function viewersOf({ seats }: Setup): readonly Viewer[] {
  return [...Array.from({ length: seats }, (_, seat) => seat), 'spectator'];
}

/**
 * Plays legal commands as the picks select them, until the picks run out or the game is finished.
 * @param visit called with every moment, the first one included
 * @returns the last moment
 * @throws Error when a seat that is to act has no legal command, or a legal command is refused
 */
export function walked<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  { setup, seed: from, picks }: Walk,
  visit: (moment: Moment<State, Command>) => void = () => undefined,
): Moment<State, Command> {
  const { rules } = game;
  let moment = opened(game, setup, from);
  visit(moment);
  for (const pick of picks) {
    const acting = rules.toAct(moment.state);
    const seat = picked(acting, pick);
    if (seat === undefined) return moment;
    const command = picked(rules.legalCommands(moment.state, seat), Math.floor(pick / acting.length));
    if (command === undefined) throw new Error(`seat ${seat} is to act, but has no legal command`);
    moment = after(game, moment, seat, command);
    visit(moment);
  }
  return moment;
}

/** The first moment of a match. */
export function opened<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules, readOptions }: DefinedGame<State, Command, View, Options>,
  setup: Setup,
  from: string,
): Moment<State, Command> {
  const read = readOptions(setup.options);
  if ('problem' in read) throw new Error(read.problem.message);
  const chance = new MatchChance(seededChance(from));
  const state = rules.setup(chance, { seats: setup.seats, teams: setup.teams, options: read.options });
  return { setup, state, chance: chance.state, played: [] };
}

/**
 * The moment after a command.
 * @throws Error when the command is refused
 */
export function after<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { rules }: DefinedGame<State, Command, View, Options>,
  moment: Moment<State, Command>,
  seat: Seat,
  command: Command,
): Moment<State, Command> {
  const chance = new MatchChance(moment.chance);
  const applied = rules.apply(moment.state, seat, command, chance);
  if ('illegal' in applied)
    throw new Error(
      `seat ${seat}: the legal command ${JSON.stringify(command)} is refused: ${applied.illegal.message}`,
    );
  const played = [...moment.played, { seat, command, then: applied.state }];
  return { setup: moment.setup, state: applied.state, chance: chance.state, played };
}
