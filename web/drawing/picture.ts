import { type Game, type TypedGame } from '../../core/define';
import { type Drawing, type DrawingPart } from '../../core/drawing';
import { type PlayRules } from '../../core/game-rules';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';

/** The maximum number of commands in a picture: some games have hundreds. */
const maxCommands = 120;
/** A picture shows the match after this share of its commands: full and empty boards are less typical. */
const share = 0.6;

/** The parts of a game that a page shows without the game's code. */
export interface Preview {
  /** Absent: the game has no drawing. */
  readonly drawing?: Drawing<Json>;
  readonly howToPlay?: string;
}

export function previewOf(game: Game): Preview {
  const drawing = pictureOf(game);
  const howToPlay = game.with(({ display }) => display?.howToPlay);
  return {
    ...(drawing === undefined ? {} : { drawing }),
    ...(howToPlay === undefined ? {} : { howToPlay }),
  };
}

/**
 * A random match from a fixed seed at one entry, as the game's picture.
 * @returns undefined when the game has no drawing
 */
export function pictureOf(game: Game): Drawing<Json> | undefined {
  return game.with(drawMoment);
}

function drawMoment<State extends Json, Command extends Json, View extends Json, Options extends Json>({
  rules,
  display,
  readOptions,
}: TypedGame<State, Command, View, Options>): Drawing<Json> | undefined {
  const read = readOptions({});
  if (display?.draw === undefined || 'problem' in read) return undefined;
  const seats = typeof rules.seats === 'number' ? rules.seats : rules.seats.min;
  const chance = new MatchChance(seededChance(rules.name));
  const teams = Array.from({ length: seats }, (_, seat) => (rules.teams === true ? seat % 2 : seat));
  const states = statesFrom(rules, rules.setup(chance, { seats, teams, options: read.options }), chance);
  const state = states[Math.floor((states.length - 1) * share)];
  if (state === undefined) return undefined;
  return legible(display.draw(rules.view(state, 0), { viewer: 0, legal: [] }));
}

/**
 * A picture is small. One board says what the game is; in a game without boards, some cards and the tracks.
 */
function legible(drawing: Drawing<Json>): Drawing<Json> {
  const first = (kind: DrawingPart<Json>['kind']): readonly DrawingPart<Json>[] =>
    drawing.parts.filter((part) => part.kind === kind).slice(0, 1);
  const [grid] = first('grid');
  const parts = grid === undefined ? [...first('cards'), ...first('tracks')] : [unnamed(grid)];
  return parts.length === 0 ? drawing : { ...drawing, parts };
}

/** The names in a picture are not read, and its cells are not pressed: they would be most of its bytes. */
function unnamed(part: DrawingPart<Json>): DrawingPart<Json> {
  if (part.kind !== 'grid') return part;
  const { columnNames: _columns, rowNames: _rows, modes: _modes, ...plain } = part;
  const cells = part.cells.map(({ piece, mark }) => ({
    label: '',
    ...(piece === undefined ? {} : { piece }),
    ...(mark === undefined ? {} : { mark }),
  }));
  return { ...plain, cells };
}

/** The states of a match in which each seat plays random legal commands. */
function statesFrom<State extends Json, Command extends Json, View extends Json>(
  rules: PlayRules<State, Command, View>,
  first: State,
  chance: MatchChance,
): readonly State[] {
  const states = [first];
  for (let state = first; states.length <= maxCommands && rules.result(state) === undefined;) {
    const [seat] = rules.toAct(state);
    if (seat === undefined) break;
    const legal = rules.legalCommands(state, seat);
    const command = legal[chance.below(legal.length)];
    if (command === undefined) break;
    const applied = rules.apply(state, seat, command, chance);
    if ('illegal' in applied) break;
    ({ state } = applied);
    states.push(state);
  }
  return states;
}
