import { type Bot } from '../../core/bots/bot';
import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName, type Seat } from '../../core/ids';
import { readWholeNumbers } from '../../core/reading';
import { drawnPlaces, placesOfWinners } from '../../core/results';

export type NoughtsState = { readonly cells: readonly (Seat | null)[] };
export type NoughtsCommand = { readonly cell: number };

const lines = ['012', '345', '678', '036', '147', '258', '048', '246'].map((three) =>
  Array.from(three, Number),
);
const marks = ({ cells }: NoughtsState): number => cells.filter((holder) => holder !== null).length;
const winnerOf = ({ cells }: NoughtsState): Seat | undefined =>
  [0, 1].find((seat) => lines.some((line) => line.every((cell) => cells[cell] === seat)));
const over = (state: NoughtsState): boolean => winnerOf(state) !== undefined || marks(state) === 9;

/** The framework's own game of open moves and two seats: noughts and crosses. */
const rules: GameRules<NoughtsState, NoughtsCommand, NoughtsState> = {
  name: gameName('noughts'),
  version: 1,
  seats: 2,
  setup: () => ({ cells: Array.from({ length: 9 }, () => null) }),
  toAct: (state) => (over(state) ? [] : [marks(state) % 2]),
  legalCommands: (state, seat) =>
    over(state) || marks(state) % 2 !== seat
      ? []
      : state.cells.flatMap((holder, cell) => (holder === null ? [{ cell }] : [])),
  parseCommand: (value) => readWholeNumbers(value, { cell: { least: 0, most: 8 } }),
  apply(state, seat, { cell }) {
    if (over(state) || marks(state) % 2 !== seat)
      return { illegal: { code: 'not-your-turn', message: 'the other seat moves now' } };
    if (state.cells[cell] !== null)
      return { illegal: { code: 'cell-taken', message: `cell ${cell} is taken` } };
    return { state: { cells: state.cells.map((holder, index) => (index === cell ? seat : holder)) } };
  },
  view: (state) => state,
  result(state) {
    const winner = winnerOf(state);
    if (winner !== undefined) return { places: placesOfWinners(2, [winner]), reason: 'line' };
    return marks(state) === 9 ? { places: drawnPlaces(2), reason: 'board-full' } : undefined;
  },
};

/** Takes the first free cell, or at its strongest, after a second thought, the last. */
const bot: Bot<NoughtsState, NoughtsCommand> = {
  levels: ['first', 'last'],
  *think({ legal, level }) {
    const commands = level === 0 ? [legal[0]] : [legal[0], legal.at(-1)];
    for (const command of commands) if (command !== undefined) yield command;
  },
};

export const noughts = defineGame({ rules, bot });

/** The same with a clock, and takebacks. */
export const timedNoughts = defineGame({
  rules: { ...rules, name: gameName('timed-noughts') },
  timeControl: { kind: 'fischer', baseMs: 60_000, incrementMs: 2000 },
  takebacks: true,
});

/** The same over days, with a bot, takebacks and spectators. */
export const dailyNoughts = defineGame({
  rules: { ...rules, name: gameName('daily-noughts') },
  bot,
  timeControl: { kind: 'days', daysPerTurn: 2, vacationDays: 5 },
  takebacks: true,
  spectators: { delaySeconds: 60 },
});

/** The same with a bot that fails at each turn, as a new version of a game may bring it. */
export const brokenNoughts = defineGame({
  rules: { ...rules, name: gameName('daily-noughts') },
  bot: {
    ...bot,
    think: () => {
      throw new Error('no idea');
    },
  },
  timeControl: { kind: 'days', daysPerTurn: 2, vacationDays: 5 },
});
