import * as z from 'zod';
import { stackParts } from '../../../stacks/parts';
import { code, files, type Finding, findings, isPage, missing, type NamingText, read } from './tree';

const parts: ReadonlySet<string> = new Set(stackParts);

/** Stacks behind a command of CDKTF, `dev-data`, whose part an environment does not have. */
export const unknownStacks = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(
    naming,
    /\bcdktf (?:deploy|destroy|diff|plan|output)((?: [a-z][\w-]*-[\w-]+)+)/g,
    ([, names = '']) =>
      names.split(' ').filter((name) => name !== '' && !parts.has(name.replace(/^[a-z]+-/, ''))),
  );

const inputs: ReadonlySet<string> = new Set(
  files
    .filter((file) => /^\.github\/workflows\//.test(file))
    .flatMap((file) => read(file).flatMap((line) => /^ {6}([\w-]+):$/.exec(line)?.[1] ?? [])),
);

/** Inputs of a workflow: a run of it is started with them. */
export const unknownInputs = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(naming, /\b(?:workflow|run) with _([a-z][\w-]*)_/g, (name) => inputs.has(name));

const stackCode = code
  .filter(([file]) => /^(stacks|tools\/terraform|config|local|store|contract)\//.test(file))
  .map(([, text]) => text)
  .join('\n');

/** Names of resources of an environment: their last words are a literal of the stacks. */
export const unknownResources = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(naming, /\bturnlift-<[a-z]+>-([a-z][a-z-]*[a-z])/g, (name) => {
    const literal = (words: string): boolean => new RegExp(`['\`}-]${words}['\`]`).test(stackCode);
    const words = name.split('-');
    return words.some(
      (_, index) =>
        literal(words.slice(0, index + 1).join('-')) &&
        (index + 1 === words.length || literal(words.slice(index + 1).join('-'))),
    );
  });

const engineOf = (file: string): string => /"node": ">=([\d.]+)"/.exec(read(file).join('\n'))?.[1] ?? '';
const terraform = />= (\d+\.\d+)\.0/.exec(stackCode)?.[1] ?? '';

/** Oldest versions that the project, its packages apart and its stacks accept. */
const oldest: ReadonlySet<string> = new Set([
  ...files.filter((file) => /^(tools\/[\w-]+\/)?package\.json$/.test(file)).map(engineOf),
]);

/** Oldest versions of Node, and in pages of Terraform, that nothing states. */
export const unknownOldest = (naming: readonly NamingText[]): readonly Finding[] => [
  ...missing(naming, /\bNode (\d+(?:\.\d+)*) or newer\b/g, (version) => oldest.has(version)),
  ...missing(
    naming.filter(({ file }) => isPage(file)),
    /\bTerraform (\d+\.\d+)(?:\.\d+)? or newer\b/g,
    (version) => version === terraform,
  ),
];

const workflows = files
  .filter((file) => file.startsWith('.github/workflows/') || file.startsWith('.ci/'))
  .map((file) => read(file).join('\n'))
  .join('\n');
const nodesOfSynth = new Set([...workflows.matchAll(/node-version: '(\d+)'/g)].map(([, node = '']) => node));

const scripts = Object.entries(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json').join('\n')))
    .scripts,
);

/** Whether a script of CI runs the file: by its path, or by an npm script that runs its compiled form. */
function isRunBy(script: string, file: string): boolean {
  const compiled = file.replace(/\.ts$/, '.js');
  const text = read(script)
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');
  const names = scripts.filter(([, command]) => command.split(' ').includes(compiled)).map(([name]) => name);
  return [file, ...names.flatMap((name) => [`npm ${name}`, `npm run ${name}`])].some((command) =>
    new RegExp(`(?<![\\w./-])${command.replaceAll('.', '\\.')}(?![\\w./:-])`).test(text),
  );
}

/** Commands, files and Nodes of which a page says that CI has them, and that CI does not have. */
export const unknownInCi = (naming: readonly NamingText[]): readonly Finding[] => [
  ...missing(naming, /\bCI synthesizes with Node (\d+)/g, (node) => nodesOfSynth.has(node)),
  ...missing(naming, /\bCI runs it for one file \(`([^`]+)`\)/g, (file) => workflows.includes(file)),
  ...missing(naming, /`([^`]+)` is what CI runs\b/g, (command) => workflows.includes(`run: ${command}\n`)),
  ...missing(naming, /\bCI runs `([^`]+)`/g, (command) => workflows.includes(command)),
  ...missing(naming, /`([^`]+)` runs in CI\b/g, (command) => workflows.includes(command)),
  ...missing(
    naming,
    /`(\.ci\/[\w-]+|\.github\/workflows\/[\w-]+\.yml)` runs it\b/g,
    (script, file) => files.includes(script) && isRunBy(script, file),
  ),
];
