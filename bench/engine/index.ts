import Table from 'cli-table3';
import { columns } from '../../__tests__/games/columns';
import { noughts } from '../../__tests__/games/noughts';
import { defineGame, type DefinedGame } from '../../core/define';
import { type Json } from '../../core/json';
import { type BenchRun, type BenchOutcome, median } from '../bench';
import { Limits } from '../limits';
import { record } from './recorded-game';
import { jsonCopy, playBare, playFromLog, playOnEngine, writeMessages } from './ways-to-play';

export const title =
  'Turn engine: CPU microseconds a command with what is written of it, beside the bare rules and what ' +
  'copying or rebuilding would cost (limit: 5 µs)';

const limitMicroseconds = 5;
/** The number of passes; each figure is their median. */
const passesOf = ({ quick }: BenchRun): number => (quick ? 1 : 9);
const warmPasses = 2;
const commandsInAPass = 20_000;

const timedNoughts = defineGame({
  rules: noughts.rules,
  timeControl: { kind: 'fischer', baseMs: 300_000, incrementMs: 3000 },
});

/** The row that the limit applies to. */
const written = "the engine, both seats' messages and the log entry as JSON";

/**
 * Median CPU microseconds for each command of whole games, so that other load has little effect. `play` plays
 * one game.
 */
function measure(passes: number, commandsInAGame: number, play: () => number): number {
  const games = Math.ceil(commandsInAPass / commandsInAGame);
  const samples: number[] = [];
  let sink = 0;
  for (let pass = 0; pass < warmPasses + passes; pass += 1) {
    const start = process.cpuUsage();
    for (let game = 0; game < games; game += 1) sink += play();
    const { user, system } = process.cpuUsage(start);
    if (pass >= warmPasses) samples.push((user + system) / (games * commandsInAGame));
  }
  if (sink === 0) throw new Error('nothing was measured');
  return median(samples);
}

/** CPU microseconds a command, of each way to play; the bare rules and the engine come first. */
function measureGame<State extends Json, Command extends Json, View extends Json>(
  game: DefinedGame<State, Command, View>,
  passes: number,
): readonly (readonly [string, number])[] {
  const recorded = record(game);
  const ways: readonly (readonly [string, () => number])[] = [
    ['bare rules: parse, apply, result', () => playBare(recorded, (state) => state)],
    ['the engine: submit', () => playOnEngine(recorded, () => 0)],
    [written, () => playOnEngine(recorded, writeMessages)],
    ['rival: bare rules on a JSON copy of the state', () => playBare(recorded, jsonCopy)],
    ['rival: bare rules on a structuredClone', () => playBare(recorded, (state) => structuredClone(state))],
    ['rival: rebuild from the log for every command', () => playFromLog(recorded)],
  ];
  return ways.map(([name, play]) => [name, measure(passes, recorded.moves.length, play)]);
}

/** Measures and prints a table for each game. */
export function run(bench: BenchRun): BenchOutcome {
  const passes = passesOf(bench);
  const limits = new Limits();
  for (const [name, results] of [
    ['noughts', measureGame(noughts, passes)],
    ['noughts, with a clock', measureGame(timedNoughts, passes)],
    ['columns', measureGame(columns, passes)],
  ] as const) {
    const engine = results[1]?.[1] ?? Number.NaN;
    const table = new Table({
      head: [name, 'CPU µs a command', 'beside the engine', 'limit'],
      colAligns: ['left', 'right', 'right', 'left'],
      style: { head: [], border: [] },
    });
    for (const [what, microseconds] of results) {
      const limited = what === written;
      const kept =
        !limited ||
        limits.check(`CPU of a command, ${name}`, microseconds, 'µs', { most: limitMicroseconds });
      table.push([
        what,
        microseconds.toFixed(2),
        `× ${(microseconds / engine).toFixed(2)}`,
        limited ? `≤ ${limitMicroseconds} ${kept ? 'kept' : 'MISSED'}` : '',
      ]);
    }
    process.stdout.write(`${table.toString()}\n`);
  }
  return { missed: limits.missed };
}
