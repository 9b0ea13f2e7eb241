import { botCommand } from '../../core/bots/bot';
import { type TypedGame } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { commandId, type Seat } from '../../core/ids';
import { type Json } from '../../core/json';
import { Chance, seededChance } from '../../core/match/chance';
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
export interface Table {
  readonly header: MatchHeader;
  /** The seat of the person at the terminal; undefined when bots play among themselves. */
  readonly seat: Seat | undefined;
  /** Strength of the bots, an index of the bot's levels. */
  readonly level: number;
  /** Called after each thought of a bot: `false` ends its thinking. */
  goOn(): () => boolean;
  /** Epoch milliseconds. */
  now(): number;
}

type Ending = 'finished' | 'input-ended';

/**
 * Plays a match at a terminal.
 * @returns `input-ended` when the input ends before the match does
 */
export async function playMatch<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
>(game: TypedGame<State, Command, View, Options>, table: Table, terminal: Terminal): Promise<Ending> {
  const { rules, bot, display } = game;
  const { seat: person } = table;
  const viewer: Viewer = person ?? 'spectator';
  const random = new Chance(seededChance(`bots:${table.header.seed}`));
  let match = openMatch(game, table.header);
  let all = false;

  const draw = (): void => {
    const view = rules.view(match.state, viewer);
    terminal.write(`\n${display?.text(view, viewer) ?? JSON.stringify(view, undefined, 2)}\n`);
  };
  const take = (seat: Seat, action: SubmittedAction): boolean => {
    const id = commandId(`${seat}-${match.sequence + 1}`);
    const answer = submit(match, { seat, commandId: id, action }, table.now());
    if (answer.kind === 'refused') {
      terminal.write(`  ${answer.message}\n`);
      return false;
    }
    if (answer.kind === 'accepted') {
      ({ match } = answer);
      terminal.write(`  ${said(match, answer.entry.sequence, viewer)}\n`);
    }
    return true;
  };

  while (match.ending === undefined) {
    const { toAct, legal } = positionFor(match, viewer);
    const [first] = toAct;
    if (first === undefined) throw new Error('the match has no result, but no seat is to act');
    const mine = person !== undefined && toAct.includes(person);
    if (!mine) {
      const turn = {
        view: rules.view(match.state, first),
        seat: first,
        seats: table.header.seats.length,
        legal: rules.legalCommands(match.state, first),
        level: table.level,
        random,
      };
      const chosen =
        bot === undefined ? turn.legal[random.below(turn.legal.length)] : botCommand(bot, turn, table.goOn());
      if (!take(first, { kind: 'play', command: chosen }))
        throw new Error(`the bot of seat ${first} is refused`);
      if (person === undefined) draw();
      continue;
    }
    const list = new CommandList(legal);
    draw();
    terminal.write(`${list.text(all)}\n`);
    const line = await terminal.ask(`seat ${person}> `);
    if (line === undefined) return 'input-ended';
    all = line.trim() === '?';
    if (all || line.trim() === '') continue;
    if (line.trim() === 'resign') {
      take(person, { kind: 'resign' });
      continue;
    }
    const command = list.read(line);
    if (command === undefined) terminal.write(`  ${JSON.stringify(line.trim())} is not a legal command\n`);
    else take(person, { kind: 'play', command });
  }
  if (person !== undefined) draw();
  terminal.write(`\n${ended(match, person)}\n`);
  return 'finished';
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
