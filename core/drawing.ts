import { type Viewer } from './game-rules';
import { type Seat } from './ids';
import { type Json } from './json';

/*
 * A drawing is a value: what a viewer sees of a match and what its seat may do there. The page, the console
 * and tests read the same value, and none of them depends on a game. A game without a drawing is shown as its
 * view and its legal commands (web/drawing/any-game).
 */

/** The input of a drawing: the viewer, and the commands that it may offer. */
export interface DrawingInput<Command extends Json> {
  readonly viewer: Viewer;
  /** Legal commands of the viewer's seat; empty for spectators and while other seats act. */
  readonly legal: readonly Command[];
  /** The newest command, where the viewer may see it and the position still shows it. */
  readonly last?: Command;
}

/** The picture of a view, its parts from top to bottom. */
export interface Drawing<Command extends Json> {
  /** Colour of each seat's pieces, seat 0 first; pages mark players with it. Absent: the page's own. */
  readonly colours?: readonly SeatColour[];
  readonly parts: readonly DrawingPart<Command>[];
}

/** Colours that pages know, each legible on every style of grid. */
export type SeatColour = 'black' | 'white' | 'red' | 'yellow' | 'blue' | 'green' | 'orange' | 'violet';

/** One part of a drawing; parts are shown below each other in their order. */
export type DrawingPart<Command extends Json> =
  GridPart<Command> | CardsPart<Command> | TracksPart | FactsPart | ButtonsPart<Command>;

/** A piece on a cell. `text` shows one or two characters; the other shapes have the colour of their seat. */
export type Piece =
  | { readonly shape: 'disc' | 'cross' | 'ring' | 'block'; readonly seat: Seat }
  | { readonly shape: 'hit' | 'miss' | 'wreck' }
  | { readonly shape: 'text'; readonly text: string; readonly seat?: Seat };

/** The effect of choosing a cell. */
export interface CellChoice<Command extends Json> {
  readonly command: Command;
  /** The mode of the grid in which the cell means this command; absent: every mode. */
  readonly mode?: string;
  /** Cells that the command would occupy, by number; shown before it is played. Absent: this cell only. */
  readonly covers?: readonly number[];
}

/** A cell of a grid. The player chooses a command by it where it has `choices`. */
export interface Cell<Command extends Json> {
  /** For screen readers, without the cell's place: `empty`, `black disc`. */
  readonly label: string;
  readonly piece?: Piece;
  /** `line`: part of what decided the game. `last`: changed by the newest command. */
  readonly mark?: 'line' | 'last';
  /** Empty or absent: the cell cannot be chosen. */
  readonly choices?: readonly CellChoice<Command>[];
}

/** Cells in rows; cell `row * columns + column`, row 0 at the top. */
export interface GridPart<Command extends Json> {
  readonly kind: 'grid';
  readonly label: string;
  /** The seat that owns the grid; the page shows the player's name before the label. */
  readonly owner?: Seat;
  readonly columns: number;
  /** `well`: pieces fall to the lowest empty cell of a column. */
  readonly style: 'lines' | 'wood' | 'sea' | 'well';
  readonly cells: readonly Cell<Command>[];
  /** Names of columns and rows, shown at the edges and read out with each cell: `a`, `1`. */
  readonly columnNames?: readonly string[];
  readonly rowNames?: readonly string[];
  /**
   * Alternative meanings of a cell, one of which a player selects first: `across`, `down`. The first is the
   * default.
   */
  readonly modes?: readonly { readonly name: string; readonly label: string }[];
}

/** A card of a row. With `command`, a click on the card plays it. */
export interface Card<Command extends Json> {
  readonly text: string;
  /** For screen readers; absent: the text. */
  readonly label?: string;
  readonly tone?: 'good' | 'bad' | 'hidden';
  readonly seat?: Seat;
  /** The card has been chosen or played. */
  readonly chosen?: boolean;
  readonly note?: string;
  readonly command?: Command;
}

/** Cards side by side: a hand, what lies open, dice. */
export interface CardsPart<Command extends Json> {
  readonly kind: 'cards';
  readonly label: string;
  readonly cards: readonly Card<Command>[];
}

/** One bar a seat: races, heights, scores. */
export interface TracksPart {
  readonly kind: 'tracks';
  readonly label: string;
  /** The length of the track. */
  readonly length: number;
  readonly unit?: string;
  readonly lanes: readonly {
    readonly seat: Seat;
    readonly at: number;
    /** Gained in this turn and not yet safe. */
    readonly pending?: number;
    readonly note?: string;
  }[];
}

/** Short facts: `Round` `3 of 10`. */
export interface FactsPart {
  readonly kind: 'facts';
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** Commands that belong to no cell or card. */
export interface ButtonsPart<Command extends Json> {
  readonly kind: 'buttons';
  readonly buttons: readonly { readonly label: string; readonly command: Command }[];
}

/** Every command that a drawing offers to its viewer. */
export function commandsOf<Command extends Json>({ parts }: Drawing<Command>): readonly Command[] {
  return parts.flatMap((part): readonly Command[] => {
    switch (part.kind) {
      case 'grid':
        return part.cells.flatMap(({ choices = [] }) => choices.map(({ command }) => command));
      case 'cards':
        return part.cards.flatMap(({ command }) => (command === undefined ? [] : [command]));
      case 'buttons':
        return part.buttons.map(({ command }) => command);
      case 'tracks':
      case 'facts':
        return [];
    }
  });
}
