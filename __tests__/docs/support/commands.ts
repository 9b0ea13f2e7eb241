import fs from 'node:fs';
import path from 'node:path';
import { plantedBugs } from '../../../sim/planted/bugs';
import { isFolderName } from '../../../tools/mutate/folders';
import { bin, commandLineOf, optionsOfJest, scripts, takesOption } from './command-lines';
import { type Finding, findings, isPage, missing, type NamingText, places, root } from './tree';

/** Commands are in pages, comments, scripts and messages. An example runs another project's scripts. */
const ofProject = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming
    .filter(({ file }) => !file.startsWith('docs/examples/'))
    .map((text) => ({
      ...text,
      prose: [...text.prose, ...(text.commands.length > 0 ? text.commands : text.strings)],
    }));

/** `npm run NAME` and `npm run-script NAME` that package.json does not have. */
export function unknownScripts(naming: readonly NamingText[]): readonly Finding[] {
  const named = /\bnpm run(?:-script)? (?:-\S+ )*([a-z][\w:-]*)(?![\w:-]*\$)/g;
  return missing(ofProject(naming), named, (name) => scripts[name] !== undefined);
}

/** Commands of npm itself. */
const commandsOfNpm: ReadonlySet<string> = new Set([
  ...['audit', 'ci', 'exec', 'install', 'ls', 'outdated', 'pack', 'ping', 'publish', 'rebuild', 'run'],
  ...['run-script', 'start', 'test', 'uninstall', 'update', 'version', 'view', 'why'],
]);

/** `npm NAME` at the start of a code span; in a page and in a script also at the start of a line. */
export function unknownCommandsOfNpm(naming: readonly NamingText[]): readonly Finding[] {
  const holds = (name: string): boolean => commandsOfNpm.has(name);
  const lines = naming.map((text) => ({ ...text, prose: isPage(text.file) ? text.prose : text.commands }));
  return [
    ...missing(naming, /`npm (?:-\S+ )*([a-z][\w-]*)/g, holds),
    ...missing(lines, /(?:^\s*|&& )npm (?:-\S+ )*([a-z][\w-]*)/g, holds),
  ];
}

/** `npx NAME` without a version whose program is neither the project's nor a dependency's. */
export function unknownPrograms(naming: readonly NamingText[]): readonly Finding[] {
  const installed = new Set(fs.readdirSync(path.join(root, 'node_modules', '.bin')));
  const isKnown = (name: string): boolean => installed.has(name) || bin[name] !== undefined;
  return missing(ofProject(naming), /\b(?:npx|npm exec) (?:--?[\w-]* )*([a-z][\w-]*)(?![\w@-])/g, isKnown);
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

/** The words of a command up to the end of its code span, or to the next command. */
const rest = String.raw`((?: [^\s\`|;&#>']+)*)`;
const ofNpm = new RegExp(
  String.raw`\bnpm (?:-\S+ )*(?:run(?:-script)? (?:-\S+ )*([a-z][\w:-]*)|([a-z]+))${rest}`,
  'g',
);
const ofJest = new RegExp(String.raw`\bnpx (jest)${rest}`, 'g');
const ofNode = new RegExp(String.raw`\bnode ([\w./-]+\.m?js)${rest}`, 'g');

/** The words up to the end of a sentence. */
function wordsIn(text: string): readonly string[] {
  const words = text.split(' ').filter((word) => word !== '');
  const last = words.findIndex((word) => /[.,;:)]$/.test(word));
  return last < 0 ? words : words.slice(0, last + 1);
}
const optionsAmong = (words: readonly string[]): readonly string[] =>
  words.flatMap((word) => /^(--[a-z][\w-]*)/.exec(word)?.[1] ?? []);

/** Options of npm itself, which it keeps from the script. */
const optionsOfNpm: ReadonlySet<string> = new Set([
  ...[
    '--audit',
    '--audit-level',
    '--help',
    '--if-present',
    '--ignore-scripts',
    '--json',
    '--no-audit',
    '--no-fund',
  ],
  ...[
    '--no-git-tag-version',
    '--no-save',
    '--offline',
    '--omit',
    '--package-lock-only',
    '--prefer-offline',
    '--prefix',
  ],
  ...['--save-dev', '--save-exact', '--silent', '--version', '--workspace', '--workspaces', '--yes'],
]);

/** A subcommand is the first word that is neither an option nor its value. */
function subcommandIn(words: readonly string[], valued: ReadonlySet<string>): string | undefined {
  const named = words.find((word, index) => !word.startsWith('-') && !valued.has(words[index - 1] ?? ''));
  return /^[a-z][\w-]*(?=[.,:)]*$)/.exec(named ?? '')?.[0];
}

/** Options that a script does not take, of its subcommand where it has some. */
function optionsUnknownTo(script: string, words: readonly string[]): readonly string[] {
  const line = commandLineOf(script);
  if (line === undefined) {
    const jest = /\bjest\b/.test(scripts[script] ?? '') || script === 'test';
    return jest ? optionsAmong(words).filter((option) => !optionsOfJest.has(option)) : [];
  }
  const known = (line.commands.get(subcommandIn(words, line.valued) ?? '') ?? line).known;
  return optionsAmong(words).filter((option) => !known.has(option));
}

/** Options that npm, the project's programs and jest do not declare. */
export function unknownOptions(naming: readonly NamingText[]): readonly Finding[] {
  const project = ofProject(naming);
  return [
    ...findings(project, ofNpm, ([, run, verb = '', after = '']) => {
      const words = wordsIn(after);
      const end = words.includes('--') ? words.indexOf('--') : words.length;
      const script = run ?? verb;
      return [
        ...optionsAmong(words.slice(0, end)).filter((option) => !optionsOfNpm.has(option)),
        ...(run === undefined && scripts[verb] === undefined
          ? []
          : optionsUnknownTo(script, words.slice(end + 1))),
      ].map((option) => `${script} ${option}`);
    }),
    ...findings(project, ofJest, ([, , after = '']) =>
      optionsAmong(wordsIn(after))
        .filter((option) => !optionsOfJest.has(option))
        .map((option) => `jest ${option}`),
    ),
    ...findings(project, ofNode, ([, program = '', after = '']) =>
      optionsAmong(wordsIn(after))
        .filter((option) => takesOption(program, option) === false)
        .map((option) => `${program} ${option}`),
    ),
  ];
}

/** Subcommands of npm scripts that their programs do not declare. */
export function unknownSubcommands(naming: readonly NamingText[]): readonly Finding[] {
  return findings(ofProject(naming), ofNpm, ([, run, verb = '', after = '']) => {
    const script = run ?? verb;
    const words = wordsIn(after);
    const line = commandLineOf(script);
    if (line === undefined || line.commands.size === 0 || words[0] !== '--') return [];
    const named = subcommandIn(words.slice(1), line.valued);
    return named === undefined || line.commands.has(named) ? [] : [`${script} ${named}`];
  });
}

/** Suites that `npx jest` is given, and folders that git is told to take hooks from. */
export function unknownTargets(naming: readonly NamingText[]): readonly Finding[] {
  const suites = /\bnpx jest (?:--\S+ )*([a-z_][\w-]*(?:\/[\w.-]+)+\/?)(?![\w/<{*])/g;
  return [
    // Games are a team's.
    ...missing(ofProject(naming), suites, (name) => {
      const ends = ['', '.test.ts', '.ts'].map((end) => `${name.replace(/\/$/, '')}${end}`);
      return name.startsWith('game/') || ends.some((place) => places.has(place));
    }),
    ...missing(ofProject(naming), /core\.hooksPath ([\w./-]*\w)/g, (name) => places.has(name)),
  ];
}

/** Games that pages start. A project may delete the samples, and pages still name them. */
const samples = ['battleship', 'connect-four', 'market-day', 'reversi', 'rockfall', 'tic-tac-toe'];
/** Games that a page has its reader write. */
const written = ['dots-and-boxes', 'my-game', 'pig'];
const isGame = (name: string): boolean =>
  [...samples, ...written].includes(name) || places.has(`game/games/${name}`);

/** Values in command lines of npm scripts that only some names can be. */
const values: ReadonlyArray<readonly [pattern: RegExp, holds: (name: string) => boolean]> = [
  [/npm run mutate -- [^`]*?--folder ([a-z][\w-]*)/g, isFolderName],
  [
    /npm run sim -- [^`]*?--planted ([a-z][\w-]*)/g,
    (name) => name === 'all' || plantedBugs.some((bug) => bug.name === name),
  ],
  // A version, or a placeholder in capitals.
  [/npm run release -- (?:--dry-run )?([a-z][\w-]*)/g, () => false],
  [/npm run (?:play|demo) -- (?:[^`]*?--game )?([a-z][\w-]*)(?!\$)/g, isGame],
];

export function unknownValues(naming: readonly NamingText[]): readonly Finding[] {
  return values.flatMap(([pattern, holds]) => missing(ofProject(naming), pattern, holds));
}
