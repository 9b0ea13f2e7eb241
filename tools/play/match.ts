import { botCommand } from '../../core/bots/bot';
import { type TypedGame } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { commandId, type Seat } from '../../core/ids';
import { type Json } from '../../core/json';
import { MatchChance, seededChance } from '../../core/match/chance';
import { type MatchHeader } from '../../core/match/log';
import { type Match, openMatch, submit, type SubmittedAction } from '../../core/match/match';
import { eventFor, positionFor } from '../../core/match/views';
import { CommandList, commandLabel } from './commands';

/** The terminal of a match: lines out, lines in. */
export interface Terminal {
  write(text: string): void;
  /** The next line that is typed; undefined at the end of the input. */
  ask(prompt: string): Promise<string | undefined>;
}

/** The participants of a match. */
export interface PlayTable {
  readonly header: MatchHeader;
  /** The seat of the person at the terminal; undefined when bots play among themselves. */
  readonly seat: Seat | undefined;
  /** Strength of the bots, an index of the bot's levels. */
  readonly level: number;
  /** Called after each thought of a bot: `false` ends its thinking. */
  thinkingLimit(): () => boolean;
  /** Epoch milliseconds. */
  now(): number;
}

type Ending = 'finished' | 'input-ended';

/**
 * Plays a match at a terminal.
 * @returns `input-ended` when the input ends before the match does
 */
export function playAtTerminal<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(game: TypedGame<State, Command, View, Options>, table: PlayTable, terminal: Terminal): Promise<Ending> {
  return new TerminalMatch(game, table, terminal).play();
}

class TerminalMatch<State extends Json, Command extends Json, View extends Json, Options extends Json> {
  readonly #game: TypedGame<State, Command, View, Options>;
  readonly #table: PlayTable;
  readonly #terminal: Terminal;
  readonly #viewer: Viewer;
  readonly #random: MatchChance;
  #match: Match<State, Command, View>;
  /** The next list of commands shows all of them. */
  #all = false;

  constructor(game: TypedGame<State, Command, View, Options>, table: PlayTable, terminal: Terminal) {
    this.#game = game;
    this.#table = table;
    this.#terminal = terminal;
    this.#viewer = table.seat ?? 'spectator';
    this.#random = new MatchChance(seededChance(`bots:${table.header.seed}`));
    this.#match = openMatch(game, table.header);
  }

  async play(): Promise<Ending> {
    const { seat: person } = this.#table;
    while (this.#match.ending === undefined) {
      const { toAct, legal } = positionFor(this.#match, this.#viewer);
      const [first] = toAct;
      if (first === undefined) throw new Error('the match has no result, but no seat is to act');
      if (person === undefined || !toAct.includes(person)) this.#playBot(first);
      else if (!(await this.#askPerson(person, legal))) return 'input-ended';
    }
    if (person !== undefined) this.#draw();
    this.#terminal.write(`\n${ended(this.#match, person)}\n`);
    return 'finished';
  }

  #playBot(seat: Seat): void {
    const { rules, bot } = this.#game;
    const { header, level, seat: person } = this.#table;
    const turn = {
      view: rules.view(this.#match.state, seat),
      seat,
      seats: header.seats.length,
      legal: rules.legalCommands(this.#match.state, seat),
      level,
      random: this.#random,
    };
    const command =
      bot === undefined
        ? turn.legal[this.#random.below(turn.legal.length)]
        : botCommand(bot, turn, this.#table.thinkingLimit());
    if (!this.#take(seat, { kind: 'play', command })) throw new Error(`the bot of seat ${seat} is refused`);
    if (person === undefined) this.#draw();
  }

  /** @returns false at the end of the input */
  async #askPerson(seat: Seat, legal: ConstructorParameters<typeof CommandList>[0]): Promise<boolean> {
    const list = new CommandList(legal);
    this.#draw();
    this.#terminal.write(`${list.text(this.#all)}\n`);
    const line = (await this.#terminal.ask(`seat ${seat}> `))?.trim();
    if (line === undefined) return false;
    this.#all = line === '?';
    if (this.#all || line === '') return true;
    const command = line === 'resign' ? undefined : list.read(line);
    if (line === 'resign') this.#take(seat, { kind: 'resign' });
    else if (command === undefined)
      this.#terminal.write(`  ${JSON.stringify(line)} is not a legal command\n`);
    else this.#take(seat, { kind: 'play', command });
    return true;
  }

  /** @returns false when the match refuses it */
  #take(seat: Seat, action: SubmittedAction): boolean {
    const id = commandId(`${seat}-${this.#match.sequence + 1}`);
    const answer = submit(this.#match, { seat, commandId: id, action }, this.#table.now());
    if (answer.kind === 'refused') {
      this.#terminal.write(`  ${answer.message}\n`);
      return false;
    }
    if (answer.kind === 'accepted') {
      this.#match = answer.match;
      this.#terminal.write(`  ${said(this.#match, answer.entry.sequence, this.#viewer)}\n`);
    }
    return true;
  }

  #draw(): void {
    const { rules, display } = this.#game;
    const view = rules.view(this.#match.state, this.#viewer);
    const shown = display?.text(view, this.#viewer) ?? JSON.stringify(view, undefined, 2);
    this.#terminal.write(`\n${shown}\n`);
  }
}

/** The newest entry as the viewer sees it. */
function said<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  sequence: number,
  viewer: Viewer,
): string {
  const [entry] = match.log.after(sequence - 1);
  if (entry === undefined) return '';
  const { action, seat } = eventFor(match, entry, viewer);
  const name = seat === viewer ? 'you' : `seat ${seat}`;
  if (action.kind !== 'play') return `${name}: ${action.kind}`;
  return `${name}: ${action.command === null ? 'has chosen' : commandLabel(action.command)}`;
}

function ended<State extends Json, Command extends Json, View extends Json>(
  { ending, header }: Match<State, Command, View>,
  person: Seat | undefined,
): string {
  if (ending === undefined) return '';
  const { places, scores, reason } = ending.result;
  const lines = header.seats.map((_, seat) => {
    const name = seat === person ? 'you' : `seat ${seat}`;
    const points = scores === undefined ? '' : `, ${scores[seat] ?? 0} points`;
    return { place: places[seat] ?? 0, line: `  ${places[seat] ?? 0}. ${name}${points}` };
  });
  const ranked = lines.sort((a, b) => a.place - b.place).map(({ line }) => line);
  return [`The match is over (${reason}) after ${ending.commands} commands.`, ...ranked].join('\n');
}
