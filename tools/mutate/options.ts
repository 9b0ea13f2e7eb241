import os from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { Git } from '../release/git';
import { type Part, partsSince } from './changed-lines';
import { isFolderName, type FolderName, folderNames, folderOf, sourcesOf } from './folders';

/** The command line of `npm run mutate`. */
export interface Options {
  readonly folder: readonly FolderName[];
  readonly file: readonly string[];
  readonly since?: string;
  readonly list?: true;
  readonly static?: true;
  readonly afresh?: true;
  readonly concurrency: number;
}

function foldersWith(text: string, before: readonly FolderName[]): readonly FolderName[] {
  if (!isFolderName(text)) throw new InvalidArgumentError(`Write one of ${folderNames.join(', ')}.`);
  return [...before, text];
}

function filesWith(text: string, before: readonly string[]): readonly string[] {
  const file = text.replace(/^\.\//, '');
  if (folderOf(file) === undefined)
    throw new InvalidArgumentError(`Write a .ts file of ${folderNames.join(', ')}, such as core/ids.ts.`);
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
    .option('--folder <name>', `${folderNames.join(', ')}; several times for several`, foldersWith, [])
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
 * The parts that are mutated, by folder.
 * @throws Error when a file or a commit is unknown
 */
export function chosenParts(
  root: string,
  { folder, file, since }: Options,
): ReadonlyMap<FolderName, readonly Part[]> {
  const all = folderNames.flatMap((name) => sourcesOf(root, name));
  const unknown = file.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`--file ${unknown}: unknown file`);
  const parts =
    since === undefined ? all.map((name): Part => ({ file: name })) : partsSince(new Git(root), since);
  const chosen = parts.filter(
    (part) =>
      (file.length === 0 || file.includes(part.file)) &&
      (folder.length === 0 || folder.some((name) => name === folderOf(part.file))),
  );
  return new Map(
    folderNames.flatMap((name) => {
      const own = chosen.filter((part) => folderOf(part.file) === name);
      return own.length === 0 ? [] : [[name, own] as const];
    }),
  );
}
