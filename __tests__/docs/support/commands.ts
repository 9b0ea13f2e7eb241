import fs from 'node:fs';
import path from 'node:path';
import { plantedBugs } from '../../../sim/planted/bugs';
import { isFolderName } from '../../../tools/mutate/folders';
import { code, type Finding, missing, type NamingText, places, root } from './tree';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

const { scripts, bin }: Manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

/** An example installs and runs another project's scripts. */
const ofProject = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming
    .filter(({ file }) => !file.startsWith('docs/examples/'))
    .map((text) => ({ ...text, lines: text.commands }));

/** `npm run NAME` and `npm run-script NAME` that package.json does not have. */
export function unknownScripts(naming: readonly NamingText[]): readonly Finding[] {
  const named = /\bnpm run(?:-script)? (?:--silent )?([a-z][\w:-]*)/g;
  return missing(ofProject(naming), named, (name) => scripts[name] !== undefined);
}

/** `npx NAME` without a version whose program is neither the project's nor a dependency's. */
export function unknownPrograms(naming: readonly NamingText[]): readonly Finding[] {
  const installed = new Set(fs.readdirSync(path.join(root, 'node_modules', '.bin')));
  const known = (name: string): boolean => installed.has(name) || bin[name] !== undefined;
  return missing(ofProject(naming), /\bnpx (?:--?[\w-]+ )*([a-z][\w-]*)(?![\w@-])/g, known);
}

/** Commands of CDKTF's own command line, which is installed on its first use. */
const commandsOfCdktf: ReadonlySet<string> = new Set([
  ...['convert', 'debug', 'deploy', 'destroy', 'diff', 'get', 'init', 'list', 'login', 'output', 'plan'],
  ...['provider', 'synth', 'watch'],
]);

export function unknownCommandsOfCdktf(naming: readonly NamingText[]): readonly Finding[] {
  const named = /\b(?:npx|npm run(?:-script)?) cdktf (?:-- )?([a-z][\w-]*)/g;
  return missing(ofProject(naming), named, (name) => commandsOfCdktf.has(name));
}

/** `npm run bench -- NAME` without a folder of this name. */
export function unknownBenches(naming: readonly NamingText[]): readonly Finding[] {
  const named = /npm run(?:-script)? bench -- ([a-z][\w-]*)/g;
  return missing(ofProject(naming), named, (name) => places.has(`bench/${name}/index.ts`));
}

const codeOf = new Map(code);

/** The files that a program loads, itself included. */
function loadedBy(program: string): ReadonlySet<string> {
  const loaded = new Set([program]);
  for (const file of loaded) {
    const imports = (codeOf.get(file) ?? '').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g);
    for (const [, specifier = ''] of imports) {
      const target = path.join(path.dirname(file), specifier.replace(/\.js$/, ''));
      const found = ['.ts', '.tsx', '/index.ts', '.mjs', ''].find((end) => codeOf.has(target + end));
      if (found !== undefined) loaded.add(target + found);
    }
  }
  return loaded;
}

/** Names that the command line of a program declares. */
interface CommandLine {
  readonly options: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
}

const lines = new Map<string, CommandLine | undefined>();

/** The command line of an npm script; undefined for a program that is not the project's, such as jest. */
function commandLineOf(script: string): CommandLine | undefined {
  if (!lines.has(script)) lines.set(script, readCommandLine(script));
  return lines.get(script);
}

function readCommandLine(script: string): CommandLine | undefined {
  const program = /^node tools\/run\.mjs (\S+)\.js$/.exec(scripts[script] ?? '')?.[1];
  if (program === undefined) return undefined;
  const declaring = [...loadedBy(`${program}.ts`)]
    .map((file) => codeOf.get(file) ?? '')
    .filter((text) => /from 'commander'|Command\b|Option\b/.test(text));
  if (!declaring.some((text) => text.includes("from 'commander'"))) return undefined;
  const found = (pattern: RegExp): ReadonlySet<string> =>
    new Set(declaring.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)));
  return {
    options: new Set([...found(/['"`](?:-\w, )?(--[a-z][\w-]*)/g), '--help']),
    commands: found(/\bcommand\(\s*['"`]([a-z][\w-]*)/g),
  };
}

/** The rest of a command behind the name of its npm script. */
const command = /\bnpm (?:run(?:-script)? (?:--silent )?([a-z][\w:-]*)|(start)) -- ([^`|;&#>]*)/g;

function findings(
  naming: readonly NamingText[],
  unknownIn: (script: string, rest: string) => readonly string[],
): readonly Finding[] {
  return ofProject(naming).flatMap(({ file, lines }) =>
    lines.flatMap((_, index) => {
      let last = index;
      while (lines[last]?.endsWith('\\') === true) last += 1;
      const line = lines.slice(index, last + 1).join(' ');
      return [...line.matchAll(command)]
        .filter(({ index: at }) => at < (lines[index] ?? '').length)
        .flatMap(([, run, start, rest = '']) => unknownIn(run ?? start ?? '', rest))
        .map((name) => `${file}:${String(index + 1)}: ${name}`);
    }),
  );
}

/** Options of npm scripts that their programs do not declare. */
export function unknownOptions(naming: readonly NamingText[]): readonly Finding[] {
  return findings(naming, (script, rest) => {
    const known = commandLineOf(script);
    if (known === undefined) return [];
    return [...rest.matchAll(/(?<![\w-])(--[a-z][\w-]*)/g)]
      .map(([, option = '']) => option)
      .filter((option) => !known.options.has(option))
      .map((option) => `${script} ${option}`);
  });
}

/** Subcommands of npm scripts that their programs do not declare. */
export function unknownSubcommands(naming: readonly NamingText[]): readonly Finding[] {
  return findings(naming, (script, rest) => {
    const known = commandLineOf(script);
    const [, named] = /^([a-z][\w-]*)/.exec(rest) ?? [];
    if (known === undefined || known.commands.size === 0 || named === undefined) return [];
    return known.commands.has(named) ? [] : [`${script} ${named}`];
  });
}

/** Values in command lines of npm scripts that only some names can be. */
const values: ReadonlyArray<readonly [pattern: RegExp, holds: (name: string) => boolean]> = [
  [/npm run mutate -- [^`]*--folder ([a-z][\w-]*)/g, isFolderName],
  [
    /npm run sim -- [^`]*--planted ([a-z][\w-]*)/g,
    (name) => name === 'all' || plantedBugs.some((bug) => bug.name === name),
  ],
  // A version, or a placeholder in capitals.
  [/npm run release -- (?:--dry-run )?([a-z][\w-]*)/g, () => false],
];

export function unknownValues(naming: readonly NamingText[]): readonly Finding[] {
  return values.flatMap(([pattern, holds]) => missing(ofProject(naming), pattern, holds));
}
