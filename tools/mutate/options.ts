import os from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { Git } from '../release/git';
import { type Part, partsSince } from './changed-lines';
import { isRoomName, type RoomName, roomNames, roomOf, sourcesOf } from './rooms';

/** The command line of `npm run mutate`. */
export interface Options {
  readonly room: readonly RoomName[];
  readonly file: readonly string[];
  readonly since?: string;
  readonly list?: true;
  readonly static?: true;
  readonly afresh?: true;
  readonly concurrency: number;
}

function roomsWith(text: string, before: readonly RoomName[]): readonly RoomName[] {
  if (!isRoomName(text)) throw new InvalidArgumentError(`Write one of ${roomNames.join(', ')}.`);
  return [...before, text];
}

function filesWith(text: string, before: readonly string[]): readonly string[] {
  const file = text.replace(/^\.\//, '');
  if (roomOf(file) === undefined)
    throw new InvalidArgumentError(`Write a .ts file of ${roomNames.join(', ')}, such as core/ids.ts.`);
  return [...before, file];
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Write a whole number from 1.');
  return value;
}

/** @param argv of the process; an invalid option ends it with a line that names the option */
export function readOptions(argv: readonly string[]): Options {
  return new Command('mutate')
    .description('Lists the small changes of the code that no test notices.')
    .option('--room <name>', `${roomNames.join(', ')}; several times for several`, roomsWith, [])
    .option('--file <path>', 'only this file; several times for several', filesWith, [])
    .option('--since <ref>', 'only lines that are new or different since the branch left this commit')
    .option('--list', 'print what would be mutated, and change nothing')
    .option('--static', 'also what modules do once while they are loaded: all suites for each mutant')
    .option('--afresh', 'repeat what an earlier run tried with the same code and tests')
    .option('--concurrency <n>', 'processes at once', positive, Math.max(1, os.availableParallelism() - 1))
    .parse(argv)
    .opts<Options>();
}

/**
 * What is mutated, by room.
 * @throws Error when a file or a commit is unknown
 */
export function chosenParts(
  root: string,
  { room, file, since }: Options,
): ReadonlyMap<RoomName, readonly Part[]> {
  const all = roomNames.flatMap((name) => sourcesOf(root, name));
  const unknown = file.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`--file ${unknown}: unknown file`);
  const parts =
    since === undefined ? all.map((name): Part => ({ file: name })) : partsSince(new Git(root), since);
  const chosen = parts.filter(
    (part) =>
      (file.length === 0 || file.includes(part.file)) &&
      (room.length === 0 || room.some((name) => name === roomOf(part.file))),
  );
  return new Map(
    roomNames.flatMap((name) => {
      const own = chosen.filter((part) => roomOf(part.file) === name);
      return own.length === 0 ? [] : [[name, own] as const];
    }),
  );
}
