import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  type Block,
  bracketLines,
  commandBlocks,
  commentBlocks,
  type CommentedLine,
  hashLines,
  lineAt,
  pageBlocks,
  stringBlocks,
} from './blocks';

export const root = path.resolve(__dirname, '../../..');

/** The texts of a file that its readers see. */
export interface NamingText {
  readonly file: string;
  /** The file as it stands. */
  readonly lines: readonly string[];
  /** All of a page, the comments of another file. */
  readonly prose: readonly Block[];
  /** Of a workflow or a script, the commands that it runs. */
  readonly commands: readonly Block[];
  /** Of a script, and of a source that is not a test, the texts that tell to read or to run something. */
  readonly strings: readonly Block[];
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

/** The folders among the places. */
export const folders: ReadonlySet<string> = new Set(files.flatMap(foldersOf));

/**
 * Whether a file or a folder exists, from the root or beside the file that names it. A name that ends with a
 * slash is a folder's.
 */
export function exists(named: string, from: string): boolean {
  const plain = named.replace(/\/$/, '');
  return [plain, path.normalize(path.join(path.dirname(from), plain))].some((place) =>
    (plain === named ? places : folders).has(place),
  );
}

const isKept = (file: string): boolean => /fixtures\//.test(file);
export const isPage = (file: string): boolean => file.endsWith('.md') && !isKept(file);
/** A file whose lines are all read by people, without the marks of a page. */
const isText = (file: string): boolean => file === 'NOTICE' || file.startsWith('.github/ISSUE_TEMPLATE/');
export const isSource = (file: string): boolean =>
  /\.(ts|tsx|mjs|js|cs)$/.test(file) && !/fixtures\/|\/conformance\//.test(file);
const isTest = (file: string): boolean => /(^|\/)__tests__\/|\.test\.tsx?$/.test(file);

/** Workflows and shell scripts; those of .ci and .githooks have no ending. */
const isScript = (file: string): boolean =>
  (/\.(sh|yml|yaml)$/.test(file) || /^\.(ci|githooks)\//.test(file)) && !isKept(file) && !isText(file);
/** Settings of git, npm and prettier, whose comments begin with #. */
const isDotFile = (file: string): boolean =>
  /^\.(gitignore|gitattributes|git-blame-ignore-revs|prettierignore|npmrc|editorconfig)$/.test(file);
const isMarkup = (file: string): boolean => /\.(css|html|svg)$/.test(file) && !isKept(file);

const linesOf = new Map<string, readonly string[]>();

/** The lines of a file of the project. */
export function read(file: string): readonly string[] {
  const lines = linesOf.get(file) ?? fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  linesOf.set(file, lines);
  return lines;
}

/** The lines of a file with their comments apart; undefined for a file without comments. */
function splitComments(file: string, lines: readonly string[]): readonly CommentedLine[] | undefined {
  if (isScript(file) || isDotFile(file)) return hashLines(lines);
  return isSource(file) || isMarkup(file) ? bracketLines(file, lines) : undefined;
}

/** The texts of a file with these lines; undefined for a file that is not read for names. */
export function namingTextOf(file: string, lines: readonly string[]): NamingText | undefined {
  if (isPage(file) || isText(file))
    return { file, lines, prose: pageBlocks(lines), commands: [], strings: [] };
  const apart = splitComments(file, lines);
  if (apart === undefined) return undefined;
  const codeLines = apart.map(({ code }) => code);
  return {
    file,
    lines,
    prose: commentBlocks(apart),
    commands: isScript(file) ? commandBlocks(codeLines) : [],
    strings: isScript(file) || (isSource(file) && !isTest(file)) ? stringBlocks(codeLines) : [],
  };
}

/** The texts of the whole project, without the suites that plant names of things that do not exist. */
export const texts: readonly NamingText[] = files
  .filter((file) => !file.startsWith('__tests__/docs/references'))
  .flatMap((file) => namingTextOf(file, read(file)) ?? []);

/** Code: sources and scripts without their comments. The suites of pages name what must not exist. */
export const code: ReadonlyArray<readonly [file: string, text: string]> = files
  .filter((file) => isSource(file) || isScript(file))
  .filter((file) => !file.startsWith('__tests__/docs/'))
  .map((file) => [file, (splitComments(file, read(file)) ?? []).map((line) => line.code).join('\n')]);

/** Words of the project's code, and of the settings of CDKTF. */
export const words: ReadonlySet<string> = new Set(
  [...code.map(([, text]) => text), ...read('cdktf.json')].flatMap((text) => text.match(/\w+/g) ?? []),
);

/** A name at its place, as a finding. */
export type Finding = string;

/** The faults of all that a pattern finds, each with its place. */
export function findings(
  naming: readonly NamingText[],
  pattern: RegExp,
  faultsOf: (found: RegExpExecArray, file: NamingText) => readonly string[],
): readonly Finding[] {
  return naming.flatMap((text) =>
    text.prose.flatMap((block) =>
      [...block.text.matchAll(pattern)].flatMap((found) =>
        faultsOf(found, text).map((fault) => `${text.file}:${lineAt(block, found.index)}: ${fault}`),
      ),
    ),
  );
}

/** The names that a pattern finds, and for which `holds` is false. */
export const missing = (
  naming: readonly NamingText[],
  pattern: RegExp,
  holds: (name: string, file: string) => boolean,
): readonly Finding[] =>
  findings(naming, pattern, ([, name = ''], { file }) => (holds(name, file) ? [] : [name]));
