import Table from 'cli-table3';
import { type BenchRun } from '../bench';
import { defineGame, type DefinedGame, type Game } from '../../core/define';
import { columns } from '../../__tests__/games/columns';
import { noughts } from '../../__tests__/games/noughts';
import { type CommandId, commandId, matchId, matchmakingName, playerId } from '../../core/ids';
import { type Json } from '../../core/json';
import { Chance, seededChance } from '../../core/match/chance';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { type Match, openMatch, replay, submit } from '../../core/match/match';
import { newestEvents } from '../../realtime-server/messages';

export const title =
  'Turn engine: CPU microseconds a command with what is written of it, beside the bare rules and what copying or rebuilding would cost (limit: 5 µs)';

const limitMicroseconds = 5;
/** The number of passes; each figure is their median. */
let passes = 9;
const setup = { seats: 2, teams: [0, 1], options: {} };
const commandsInAPass = 20_000;

const timedNoughts = defineGame({
  rules: noughts.rules,
  timeControl: { kind: 'fischer', baseMs: 300_000, incrementMs: 3000 },
});

/** The row that the limit applies to. */
const written = "the engine, both seats' messages and the log entry as JSON";

/** A game as a list of commands, which is replayed. */
interface Script<Command> {
  readonly moves: readonly { readonly seat: number; readonly command: Command; readonly id: CommandId }[];
}

const headerOf = (game: Game): MatchHeader => ({
  matchId: matchId('00000000-0000-4000-8000-000000000001'),
  game: game.name,
  rulesVersion: game.version,
  seed: '1'.repeat(32),
  teams: [0, 1],
  options: {},
  bots: [],
  origin: 'matchmaking',
  matchmaking: matchmakingName('duel'),
  rated: true,
  startedAt: 0,
  seats: [
    playerId('p-00000000-0000-4000-8000-000000000000'),
    playerId('p-00000000-0000-4000-8000-000000000001'),
  ],
});

/** One game of random legal commands, the same in each run. */
function draw<State extends Json, Command extends Json, View extends Json>({
  rules,
}: DefinedGame<State, Command, View>): Script<Command> {
  const chance = new Chance(seededChance('2024'));
  const moves: { seat: number; command: Command; id: CommandId }[] = [];
  let state = rules.setup(chance, setup);
  for (let [seat] = rules.toAct(state); seat !== undefined; [seat] = rules.toAct(state)) {
    const legal = rules.legalCommands(state, seat);
    const command = legal[chance.below(legal.length)];
    if (command === undefined) throw new Error('no legal command');
    const applied = rules.apply(state, seat, command, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    state = applied.state;
    moves.push({ seat, command, id: commandId(`c${moves.length}`) });
  }
  return { moves };
}

/**
 * Median CPU microseconds for each command of whole games, so that other load has little effect. `play` plays
 * one game.
 */
function measure(commandsInAGame: number, play: () => void): number {
  const games = Math.ceil(commandsInAPass / commandsInAGame);
  const samples: number[] = [];
  for (let pass = 0; pass < passes + 2; pass += 1) {
    const start = process.cpuUsage();
    for (let game = 0; game < games; game += 1) play();
    const { user, system } = process.cpuUsage(start);
    const microseconds = (user + system) / (games * commandsInAGame);
    if (pass >= 2) samples.push(microseconds); // the first two passes warm up the compiler
  }
  return samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

const bothSeats = [0, 1];
const unheard = (): void => undefined;

/** The messages of one command, as the script writes them: event, position and clocks for each seat, and the entry of the log. */
function messages<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  entry: LogEntry,
): number {
  let bytes = JSON.stringify(entry).length;
  for (const text of newestEvents(match, entry, bothSeats, unheard, entry.at, () => 40)) bytes += text.length;
  return bytes;
}

function measureGame<State extends Json, Command extends Json, View extends Json>(
  game: DefinedGame<State, Command, View>,
): readonly (readonly [string, number])[] {
  const { rules } = game;
  const { moves } = draw(game);
  const header = headerOf(game);
  let sink = 0;

  const bare = (copied: (state: State) => State): void => {
    const chance = new Chance(seededChance('1'));
    let state = rules.setup(chance, setup);
    for (const { seat, command } of moves) {
      const read = rules.parseCommand(command);
      if (!('command' in read) || !rules.toAct(state).includes(seat)) throw new Error('not a legal game');
      const applied = rules.apply(copied(state), seat, read.command, chance);
      if ('illegal' in applied) throw new Error(applied.illegal.message);
      state = applied.state;
      if (rules.result(state) !== undefined) sink += 1;
    }
  };
  const played = (each: (match: Match<State, Command, View>, entry: LogEntry) => void): void => {
    let match = openMatch(game, header);
    for (const { seat, command, id } of moves) {
      const answer = submit(
        match,
        { seat, commandId: id, seenSequence: match.sequence, lagMs: 40, action: { kind: 'play', command } },
        1,
      );
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      each(answer.match, answer.entry);
      match = answer.match;
    }
    sink += match.sequence;
  };

  const results: (readonly [string, number])[] = [
    ['bare rules: parse, apply, result', measure(moves.length, () => bare((state) => state))],
    ['the engine: submit', measure(moves.length, () => played(() => undefined))],
    [
      written,
      measure(moves.length, () =>
        played((match, entry) => {
          sink += messages(match, entry);
        }),
      ),
    ],
    [
      'rival: bare rules on a JSON copy of the state',
      measure(moves.length, () => bare((state) => JSON.parse(JSON.stringify(state)) as State)),
    ],
    [
      'rival: bare rules on a structuredClone',
      measure(moves.length, () => bare((state) => structuredClone(state))),
    ],
    [
      'rival: rebuild from the log for every command',
      measure(moves.length, () => {
        let log: readonly LogEntry[] = [];
        for (const { seat, command, id } of moves) {
          const answer = submit(
            replay(game, header, log),
            { seat, commandId: id, action: { kind: 'play', command } },
            1,
          );
          if (answer.kind !== 'accepted') throw new Error(answer.kind);
          log = [...log, answer.entry];
        }
        sink += log.length;
      }),
    ],
  ];
  if (sink === 0) throw new Error('nothing was measured');
  return results;
}

/** Measures and prints a table for each game. Resolves to false when the engine misses its limit. */
export function run({ quick }: BenchRun): Promise<boolean> {
  if (quick) passes = 1;
  let good = true;
  for (const [name, results] of [
    ['noughts', measureGame(noughts)],
    ['noughts, with a clock', measureGame(timedNoughts)],
    ['columns', measureGame(columns)],
  ] as const) {
    const engine = results[1]?.[1] ?? Number.NaN;
    const table = new Table({
      head: [name, 'CPU µs a command', 'beside the engine', 'limit'],
      colAligns: ['left', 'right', 'right', 'left'],
      style: { head: [], border: [] },
    });
    for (const [what, microseconds] of results) {
      const limited = what === written;
      const kept = microseconds <= limitMicroseconds;
      if (limited && !kept) good = false;
      table.push([
        what,
        microseconds.toFixed(2),
        `× ${(microseconds / engine).toFixed(2)}`,
        limited ? `≤ ${limitMicroseconds} ${kept ? 'kept' : 'MISSED'}` : '',
      ]);
    }
    process.stdout.write(`${table.toString()}\n`);
  }
  return Promise.resolve(good);
}
