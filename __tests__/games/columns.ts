import { type Bot } from '../../core/bots/bot';
import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName, type Seat } from '../../core/ids';
import { readWholeNumbers } from '../../core/reading';
import { drawnPlaces, placesOfWinners } from '../../core/results';

/** Discs of each of seven columns, the lowest first. */
export type ColumnsState = { readonly columns: readonly (readonly Seat[])[] };
export type ColumnsCommand = { readonly column: number };

const width = 7;
const height = 6;
const discs = ({ columns }: ColumnsState): number => columns.reduce((sum, { length }) => sum + length, 0);
const winnerOf = ({ columns }: ColumnsState): Seat | undefined =>
  [0, 1].find((seat) =>
    columns.some((column, x) =>
      column.some((_, y) =>
        [
          [1, 0],
          [0, 1],
          [1, 1],
          [1, -1],
        ].some(([right = 0, up = 0]) =>
          [0, 1, 2, 3].every((step) => columns[x + step * right]?.[y + step * up] === seat),
        ),
      ),
    ),
  );
const over = (state: ColumnsState): boolean =>
  winnerOf(state) !== undefined || discs(state) === width * height;

/** The framework's own longer game of open moves and two seats: four in a row. */
const rules: GameRules<ColumnsState, ColumnsCommand, ColumnsState> = {
  name: gameName('columns'),
  version: 1,
  seats: 2,
  setup: () => ({ columns: Array.from({ length: width }, () => []) }),
  toAct: (state) => (over(state) ? [] : [discs(state) % 2]),
  legalCommands: (state, seat) =>
    over(state) || discs(state) % 2 !== seat
      ? []
      : state.columns.flatMap(({ length }, column) => (length < height ? [{ column }] : [])),
  parseCommand: (value) => readWholeNumbers(value, { column: { least: 0, most: width - 1 } }),
  apply(state, seat, { column }) {
    if (over(state) || discs(state) % 2 !== seat)
      return { illegal: { code: 'not-your-turn', message: 'the other seat moves now' } };
    if ((state.columns[column]?.length ?? height) >= height)
      return { illegal: { code: 'column-full', message: `column ${column} is full` } };
    return { state: { columns: state.columns.map((own, x) => (x === column ? [...own, seat] : own)) } };
  },
  view: (state) => state,
  result(state) {
    const winner = winnerOf(state);
    if (winner !== undefined) return { places: placesOfWinners(2, [winner]), reason: 'line' };
    return discs(state) === width * height ? { places: drawnPlaces(2), reason: 'board-full' } : undefined;
  },
};

/** Drops its disc into the first column that is not full, or at its strongest into the last. */
const bot: Bot<ColumnsState, ColumnsCommand> = {
  levels: ['left', 'right'],
  *think({ legal, level }) {
    const command = level === 0 ? legal[0] : legal.at(-1);
    if (command !== undefined) yield command;
  },
};

export const columns = defineGame({ rules, bot });
