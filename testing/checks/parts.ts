import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Bot, type BotTurn } from '../../core/bots/bot';
import { type Display } from '../../core/define';
import { commandsOf, type Drawing, type Look } from '../../core/drawing';
import { canonicalJson, type Json } from '../../core/json';
import { Chance, seededChance } from '../../core/match/chance';
import { type Check, type Subject } from '../check';
import { holds } from '../holds';
import { type Moment, picked, viewersOf, walked, walksOf } from '../walks';

/** Thoughts of a bot that are checked in most positions. */
const firstThoughts = 12;
/** Number of thoughts after which a bot counts as endless. */
const mostThoughts = 100_000;
/** Columns of a terminal that a display may use. */
const widest = 100;

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
    ...(draw === undefined ? [] : [drawingCheck(subject, (view, look) => draw(view, look))]),
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
            const long = lines.find((line) => line.length > widest);
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
  draw: (view: View, look: Look<Command>) => Drawing<Command>,
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

function botChecks<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  { game, longest }: Subject<State, Command, View, Options>,
  bot: Bot<View, Command>,
): readonly Check[] {
  const { rules } = game;
  const walks = walksOf(game, { min: 0, max: longest });

  function turnOf(
    { state, setup }: Moment<State, Command>,
    pick: number,
  ): BotTurn<View, Command> | undefined {
    const seat = picked(rules.toAct(state), pick);
    if (seat === undefined) return undefined;
    return {
      view: rules.view(state, seat),
      seat,
      seats: setup.seats,
      legal: rules.legalCommands(state, seat),
      level: Math.floor(pick / 8) % bot.levels.length,
      random: new Chance(seededChance(`bot:${pick}`)),
    };
  }

  function thoughts(turn: BotTurn<View, Command>, most: number): readonly Command[] {
    const commands: Command[] = [];
    const given = text([turn.view, turn.legal]);
    for (const command of bot.think({ ...turn, random: new Chance(seededChance('bot')) })) {
      commands.push(command);
      if (commands.length === most) break;
    }
    if (text([turn.view, turn.legal]) !== given) throw new Error('the bot has changed what it was given');
    return commands;
  }

  function legalThoughts(turn: BotTurn<View, Command>, most: number): void {
    const commands = thoughts(turn, most);
    if (commands.length === 0) throw new Error('the bot has not chosen a command');
    const wrong = commands.find((command) => !turn.legal.some((legal) => isDeepStrictEqual(legal, command)));
    if (wrong !== undefined)
      throw new Error(`level ${bot.levels[turn.level]} plays ${text(wrong)}, which is not legal`);
  }

  return [
    {
      title: 'has a bot that always plays a legal command',
      run: () =>
        holds(
          fc.property(walks, fc.nat(), (walk, pick) => {
            const turn = turnOf(walked(game, walk), pick);
            if (turn !== undefined) legalThoughts(turn, firstThoughts);
          }),
          100,
        ),
    },
    {
      title: 'has a bot whose thinking ends at every level',
      run: () =>
        holds(
          fc.property(walks, fc.nat(), (walk, pick) => {
            const moment = walked(game, { ...walk, picks: walk.picks.slice(0, pick % 5) });
            for (let level = 0; level < bot.levels.length; level += 1) {
              const turn = turnOf(moment, pick);
              if (turn === undefined) return;
              const count = thoughts({ ...turn, level }, mostThoughts).length;
              if (count === mostThoughts)
                throw new Error(`level ${bot.levels[level]} still thinks after ${mostThoughts} thoughts`);
            }
          }),
          2,
        ),
    },
    {
      title: 'has a bot that remembers nothing: the same turn gives the same thoughts',
      run: () =>
        holds(
          fc.property(walks, fc.nat(), (walk, pick) => {
            const moment = walked(game, walk);
            const turn = turnOf(moment, pick);
            if (turn === undefined) return;
            const once = thoughts(turn, firstThoughts);
            // The result must not depend on other views that the bot sees in between.
            for (const other of rules.toAct(moment.state)) {
              const elsewhere = turnOf(moment, other);
              if (elsewhere !== undefined) thoughts(elsewhere, firstThoughts);
            }
            if (!isDeepStrictEqual(thoughts(turn, firstThoughts), once))
              throw new Error('the bot has kept something between two turns: a bot may know its view only');
          }),
          30,
        ),
    },
  ];
}
