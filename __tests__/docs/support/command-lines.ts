import fs from 'node:fs';
import path from 'node:path';
import { code, root } from './tree';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

export const { scripts, bin }: Manifest = JSON.parse(
  fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
);

const codeOf = new Map(code);

/** The files that a program loads, itself included. */
function loadedBy(program: string): ReadonlySet<string> {
  const loaded = new Set([program]);
  for (const file of loaded) {
    const imports = (codeOf.get(file) ?? '').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g);
    for (const [, specifier = ''] of imports) {
      const target = path.join(path.dirname(file), specifier.replace(/\.m?js$/, ''));
      const found = ['.ts', '.tsx', '/index.ts', '.mjs', ''].find((end) => codeOf.has(target + end));
      if (found !== undefined) loaded.add(target + found);
    }
  }
  return loaded;
}

/** Options that a command line takes. */
interface Options {
  readonly known: ReadonlySet<string>;
  /** Those whose next word is their value. */
  readonly valued: ReadonlySet<string>;
}

/** The command line of a program, as its code declares it. */
interface CommandLine extends Options {
  /** Options of each subcommand; empty for a program without any. */
  readonly commands: ReadonlyMap<string, Options>;
}

const declaresCommand = /\bcommand\(\s*['"`]([a-z][\w-]*)/g;

function optionsIn(texts: readonly string[]): Options {
  const found = (pattern: RegExp): readonly string[] =>
    texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name));
  return {
    known: new Set([...found(/['"`](?:-\w, )?(--[a-z][\w-]*)/g), '--help']),
    valued: new Set(found(/['"`](?:-\w, )?(--[a-z][\w-]*)[ =][<[]/g)),
  };
}

const refersToCommander = (text: string): boolean => /from 'commander'|Command\b|Option\b/.test(text);

/** The subcommands that a file declares, each with the file from there to the next one. */
function commandsOf(file: string): ReadonlyArray<readonly [name: string, options: Options]> {
  const text = codeOf.get(file) ?? '';
  const declared = [...text.matchAll(declaresCommand)];
  const common = text.slice(0, declared[0]?.index);
  const imported = [...loadedBy(file)]
    .filter((other) => other !== file)
    .map((other) => codeOf.get(other) ?? '')
    .filter((other) => refersToCommander(other) && other.search(declaresCommand) < 0);
  return declared.map(({ 1: name = '', index }, place) => {
    const own = text.slice(index, declared[place + 1]?.index);
    return [name, optionsIn([common, own, ...imported])];
  });
}

function readCommandLine(program: string): CommandLine | undefined {
  const loaded = [...loadedBy(program)];
  const declaring = loaded.map((file) => codeOf.get(file) ?? '').filter(refersToCommander);
  if (!declaring.some((text) => text.includes("from 'commander'"))) return undefined;
  return {
    ...optionsIn(declaring),
    commands: new Map(loaded.filter((file) => refersToCommander(codeOf.get(file) ?? '')).flatMap(commandsOf)),
  };
}

const lines = new Map<string, CommandLine | undefined>();

/** The command line of an npm script; undefined for a program that is not the project's, such as jest. */
export function commandLineOf(script: string): CommandLine | undefined {
  const program = /^node tools\/run\.mjs (\S+)\.js$/.exec(scripts[script] ?? '')?.[1];
  if (program === undefined) return undefined;
  if (!lines.has(script)) lines.set(script, readCommandLine(`${program}.ts`));
  return lines.get(script);
}

/** Options of jest's command line, as its package declares them. */
export const optionsOfJest: ReadonlySet<string> = new Set(
  ['help', 'version', ...declaredByJest()].map((name) => `--${name}`),
);

function declaredByJest(): readonly string[] {
  const file = path.join(root, 'node_modules', 'jest-cli', 'build', 'index.js');
  const [, declared = ''] =
    /^const options = [^]*?\{\n([^]*?)^\};/m.exec(fs.readFileSync(file, 'utf8')) ?? [];
  return [...declared.matchAll(/^ {2}(\w+): \{/gm)].map(([, name = '']) => name);
}

/** Whether the code of a program names an option; undefined for a file that is not the project's. */
export function takesOption(program: string, option: string): boolean | undefined {
  if (!codeOf.has(program)) return undefined;
  return [...loadedBy(program)].some((file) => (codeOf.get(file) ?? '').includes(`'${option}`));
}
