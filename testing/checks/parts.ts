import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Display } from '../../core/define';
import { commandsOf, type Drawing, type DrawingInput } from '../../core/drawing';
import { canonicalJson, type Json } from '../../core/json';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { viewersOf, walked, walksOf } from '../walks';
import { botChecks } from './bot';

/** Columns of a terminal that a display may use. */
const maxWidth = 100;

const text = (value: unknown): string => JSON.stringify(value);

/** Checks of the optional parts of a game: a bot and a display. */
export function partChecks<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  subject: Subject<State, Command, View, Options>,
): readonly Check[] {
  const { bot, display } = subject.game;
  return [
    ...(bot === undefined ? [] : botChecks(subject, bot)),
    ...(display === undefined ? [] : displayChecks(subject, display)),
  ];
}

function displayChecks<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  subject: Subject<State, Command, View, Options>,
  display: Display<View, Command>,
): readonly Check[] {
  const { draw } = display;
  return [
    textCheck(subject, display),
    ...(draw === undefined ? [] : [drawingCheck(subject, (view, input) => draw(view, input))]),
  ];
}

function textCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { game, longest }: Subject<State, Command, View, Options>,
  display: Display<View, Command>,
): Check {
  return {
    title: 'is drawn for every viewer at every moment',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), (walk) => {
          const { state, setup } = walked(game, walk);
          for (const viewer of viewersOf(setup)) {
            const lines = display.text(game.rules.view(state, viewer), viewer).split('\n');
            const long = lines.find((line) => line.length > maxWidth);
            if (long !== undefined)
              throw new Error(`the display has a line of ${long.length} characters: ${long}`);
            if (lines.every((line) => line.trim() === '')) throw new Error('the display is empty');
          }
        }),
        60,
      ),
  };
}

function drawingCheck<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { game, longest }: Subject<State, Command, View, Options>,
  draw: (view: View, input: DrawingInput<Command>) => Drawing<Command>,
): Check {
  const { rules } = game;
  return {
    title: 'is drawn on pages with each legal command exactly once',
    run: () =>
      holds(
        fc.property(walksOf(game, { min: 0, max: longest }), (walk) => {
          const { state, setup } = walked(game, walk);
          for (const viewer of viewersOf(setup)) {
            const legal = viewer === 'spectator' ? [] : rules.legalCommands(state, viewer);
            const drawing = draw(rules.view(state, viewer), { viewer, legal });
            checkDrawing(drawing);
            const offered = commandsOf(drawing).map(canonicalJson).sort();
            const wanted = legal.map(canonicalJson).sort();
            if (!isDeepStrictEqual(offered, wanted))
              throw new Error(`the drawing offers ${text(offered)}, legal is ${text(wanted)}`);
          }
        }),
        60,
      ),
  };
}

function checkDrawing<Command extends Json>({ parts }: Drawing<Command>): void {
  if (parts.length === 0) throw new Error('the drawing is empty');
  for (const part of parts) {
    if (part.kind !== 'grid') continue;
    const { cells, columns, modes = [] } = part;
    if (!Number.isInteger(columns) || columns < 1 || cells.length % columns !== 0)
      throw new Error(`the grid "${part.label}" has ${cells.length} cells in ${columns} columns`);
    for (const { choices = [] } of cells)
      for (const { mode, covers = [] } of choices) {
        if (mode !== undefined && !modes.some(({ name }) => name === mode))
          throw new Error(`the grid "${part.label}" has a choice of the unknown mode ${mode}`);
        const outside = covers.find((cell) => !(cell in cells));
        if (outside !== undefined) throw new Error(`the grid "${part.label}" has no cell ${outside}`);
      }
  }
}
