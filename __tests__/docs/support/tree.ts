import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(__dirname, '../../..');

/** Lines of a file that name things: all of a page, the comments of another file. The others are empty. */
export interface NamingText {
  readonly file: string;
  readonly lines: readonly string[];
  /** The same; of a workflow or a script also the commands that it runs. */
  readonly commands: readonly string[];
}

/** Files that git tracks or would add, as paths from the root. */
export const files: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && fs.existsSync(path.join(root, file)));

/** All files, and the folders that they are in. */
export const places: ReadonlySet<string> = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));

function foldersOf(file: string): readonly string[] {
  const folder = path.dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

/** Whether a file or a folder exists, from the root or beside the file that names it. */
export function exists(named: string, from: string): boolean {
  const plain = named.replace(/\/$/, '');
  return [plain, path.normalize(path.join(path.dirname(from), plain))].some((place) => places.has(place));
}

export const isPage = (file: string): boolean => file.endsWith('.md') && !file.includes('fixtures/');
export const isSource = (file: string): boolean =>
  /\.(ts|tsx|mjs|js)$/.test(file) && !/fixtures\/|\/conformance\//.test(file);

/** Workflows and shell scripts, whose comments begin with #; those of .ci have no ending. */
const isScript = (file: string): boolean =>
  (/\.(sh|yml|yaml)$/.test(file) || file.startsWith('.ci/')) && !file.includes('fixtures/');
const isStyle = (file: string): boolean => file.endsWith('.css') && !file.includes('fixtures/');

const linesOf = new Map<string, readonly string[]>();

/** The lines of a file of the project. */
export function read(file: string): readonly string[] {
  const lines = linesOf.get(file) ?? fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  linesOf.set(file, lines);
  return lines;
}

function commentOf(file: string, line: string): string {
  if (isScript(file)) return /(?:^|\s)#(?!!).*$/.exec(line)?.[0] ?? '';
  return /^\s*(\/\/|\*|\/\*)/.test(line) ? line : (/(?<!:)\/\/ .*$/.exec(line)?.[0] ?? '');
}

/** The text of a file with these lines; undefined for a file that is not read for names. */
export function namingTextOf(file: string, lines: readonly string[]): NamingText | undefined {
  if (isPage(file)) return { file, lines, commands: lines };
  if (!isSource(file) && !isScript(file) && !isStyle(file)) return undefined;
  const comments = lines.map((line) => commentOf(file, line));
  return { file, lines: comments, commands: isScript(file) ? lines : comments };
}

/** The texts of the whole project, without the suite that plants names of things that do not exist. */
export const texts: readonly NamingText[] = files
  .filter((file) => file !== '__tests__/docs/references.test.ts')
  .flatMap((file) => namingTextOf(file, read(file)) ?? []);

/** Code: sources and scripts without their comments. The suites of pages name what must not exist. */
export const code: ReadonlyArray<readonly [file: string, text: string]> = files
  .filter((file) => isSource(file) || isScript(file))
  .filter((file) => !file.startsWith('__tests__/docs/'))
  .map((file) => [
    file,
    read(file)
      .map((line) => line.replace(commentOf(file, line), ''))
      .join('\n'),
  ]);

/** Words of the project's code, and of the settings of CDKTF. */
export const words: ReadonlySet<string> = new Set(
  [...code.map(([, text]) => text), ...read('cdktf.json')].flatMap((text) => text.match(/\w+/g) ?? []),
);

/** A name at its place, as a finding. */
export type Finding = string;

/** The names that a pattern finds, and for which `holds` is false, each with its place. */
export function missing(
  naming: readonly NamingText[],
  pattern: RegExp,
  holds: (name: string, file: string, found: RegExpExecArray) => boolean,
): readonly Finding[] {
  return naming.flatMap(({ file, lines }) =>
    lines.flatMap((line, index) =>
      [...line.matchAll(pattern)]
        .filter((found) => !holds(found[1] ?? '', file, found))
        .map(([, name = '']) => `${file}:${String(index + 1)}: ${name}`),
    ),
  );
}
