import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

/**
 * Every file, folder, link, npm script, subcommand, variable and name of code that docs or comments name
 * exists.
 */
const root = path.resolve(__dirname, '../..');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && fs.existsSync(path.join(root, file)));
const places = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));

/** Files of a team, which it may replace, and files outside this repository. */
const elsewhere: readonly RegExp[] = [
  /^game\/(games|rule-sets)\//,
  /^game\/boards\.ts$/,
  /^\.\/rule-sets\//, // imports of an example
  /^doc\/(log|table)_format\.md$/, // LevelDB's
  /\b[A-Z]{2,}\b/, // NAME is a placeholder.
  /^secrets\/secrets\.json$/, // in the data folder of npm start
  /^realtime-server\/server\.js$/, // compiled
  /^(build|dist|cdktf\.out|local\/cli)\//, // written by the build, or named below dist/
  /(^|\/)node_modules\//,
  /^comment\.md$/, // written by a workflow
  /^index\.mjs$/, // in the zip of a function
  /^install\.sh$/, // in the zip of a Realtime script
];

/** Names that are AWS's, not the project's. */
const namedElsewhere: ReadonlySet<string> = new Set([
  'AllViewerExceptHostHeader', // a policy of CloudFront
  'CachingOptimized',
]);

function foldersOf(file: string): readonly string[] {
  const folder = path.dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

function exists(named: string, from: string): boolean {
  const plain = named.replace(/\/$/, '');
  return [plain, path.normalize(path.join(path.dirname(from), plain))].some((place) => places.has(place));
}

const isPage = (file: string): boolean => file.endsWith('.md') && !file.includes('fixtures/');
const isSource = (file: string): boolean =>
  /\.(ts|tsx|mjs|js)$/.test(file) && !/fixtures\/|\/conformance\//.test(file);

/** Workflows and shell scripts, whose comments begin with #; those of .ci have no ending. */
const isScript = (file: string): boolean =>
  (/\.(sh|yml|yaml)$/.test(file) || file.startsWith('.ci/')) && !file.includes('fixtures/');
const isStyle = (file: string): boolean => file.endsWith('.css') && !file.includes('fixtures/');
const isCommented = (file: string): boolean => isSource(file) || isScript(file) || isStyle(file);

function read(file: string): readonly string[] {
  return fs.readFileSync(path.join(root, file), 'utf8').split('\n');
}

function commentOf(file: string, line: string): string {
  if (isScript(file)) return /(?:^|\s)#(?!!).*$/.exec(line)?.[0] ?? '';
  return /^\s*(\/\/|\*|\/\*)/.test(line) ? line : (/(?<!:)\/\/ .*$/.exec(line)?.[0] ?? '');
}

/** The comments of a file, line by line; a line without a comment is empty. */
function comments(file: string): readonly string[] {
  return read(file).map((line) => commentOf(file, line));
}

/** Lines that name things: all of a page, and the comments of other files. */
const naming: ReadonlyArray<readonly [file: string, lines: readonly string[]]> = files
  .filter((file) => isPage(file) || isCommented(file))
  .map((file) => [file, isPage(file) ? read(file) : comments(file)]);

/** Words of the project's code: sources and scripts without their comments. */
const words = new Set(
  files
    .filter((file) => (isSource(file) || isScript(file)) && file !== '__tests__/docs/references.test.ts')
    .flatMap((file) => read(file).map((line) => line.replace(commentOf(file, line), '')))
    .join('\n')
    .match(/\w+/g),
);

/** The names that a pattern finds and that do not exist, each with its place. */
function missing(pattern: RegExp, exists: (name: string, file: string) => boolean): readonly string[] {
  return naming.flatMap(([file, lines]) =>
    lines.flatMap((line, index) =>
      [...line.matchAll(pattern)]
        .map(([, name = '']) => name)
        .filter((name) => !exists(name, file))
        .map((name) => `${file}:${String(index + 1)}: ${name}`),
    ),
  );
}

const pathWithEnding =
  /(?<![\w./@:$-])((?:[\w.-]+\/)+[\w.-]+\.(?:ts|tsx|mjs|md|json|js|yml|sh|css|svg|png))\b/g;

/** A folder, or a module without its ending, below a folder of the project. */
const folders = [...places].filter((place) => !place.includes('/') && !place.includes('.'));
const pathBelow = new RegExp(
  String.raw`(?<![\w./@:$*-])((?:${folders.join('|')})(?:/[\w-]+)+)(?![\w.*<{(/[-]*[\w*<{(])`,
  'g',
);

function missingFolders(file: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) =>
    [...line.matchAll(pathBelow)]
      .map(([, named = '']) => named)
      .filter((named) => !elsewhere.some((pattern) => pattern.test(named)))
      .filter((named) => !['', '.ts', '.tsx', '.mjs'].some((ending) => exists(`${named}${ending}`, file)))
      .map((named) => `${file}:${String(index + 1)}: ${named}`),
  );
}

function missingFiles(file: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) =>
    [...line.matchAll(pathWithEnding)]
      .map(([, named = '']) => named)
      .filter((named) => !elsewhere.some((pattern) => pattern.test(named)) && !exists(named, file))
      .map((named) => `${file}:${String(index + 1)}: ${named}`),
  );
}

/** The anchor that GitHub generates for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(file: string): ReadonlySet<string> {
  return new Set(
    read(file)
      .filter((line) => /^#+ /.test(line))
      .map((line) => anchorOf(line.replace(/^#+ /, ''))),
  );
}

function brokenLinks(file: string): readonly string[] {
  const links = [
    ...read(file)
      .join('\n')
      .matchAll(/\]\((?![a-z]+:)([^)\s]*)\)/g),
  ].map(([, link = '']) => link);
  return links
    .filter((link) => {
      const [place = '', anchor] = link.split('#');
      const target = place === '' ? file : path.normalize(path.join(path.dirname(file), place));
      if (!places.has(target.replace(/\/$/, ''))) return !elsewhere.some((pattern) => pattern.test(target));
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    })
    .map((link) => `${file}: ${link}`);
}

describe('what docs and comments name', () => {
  it('files of docs exist', () => {
    expect(files.filter(isPage).flatMap((file) => missingFiles(file, read(file)))).toEqual([]);
  });

  it('files of comments exist', () => {
    expect(files.filter(isCommented).flatMap((file) => missingFiles(file, comments(file)))).toEqual([]);
  });

  it('programs of .ci, which have no ending, exist', () => {
    expect(missing(/(?<![\w/.-])(\.ci\/[\w-]+)/g, (name) => places.has(name))).toEqual([]);
  });

  it('folders exist, and so do modules that are named without their ending', () => {
    expect(files.filter(isPage).flatMap((file) => missingFolders(file, read(file)))).toEqual([]);
    expect(files.filter(isCommented).flatMap((file) => missingFolders(file, comments(file)))).toEqual([]);
  });

  it('files that are named without their folder are somewhere in the project', () => {
    const names = new Set(files.map((file) => path.basename(file)));
    expect(
      missing(
        /(?<![\w/.<$*@-])([\w-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|md|sh|yml|css))\b(?!\/)/g,
        (name) => names.has(name) || elsewhere.some((pattern) => pattern.test(name)),
      ),
    ).toEqual([]);
  });

  it('environment variables are read by code', () => {
    expect(missing(/\b(TURNLIFT_[A-Z0-9_]*[A-Z0-9])\b/g, (name) => words.has(name))).toEqual([]);
    expect(words.has('TURNLIFT_TERRAFORM_PLUGIN_DIR')).toBe(true);
  });

  it('types and functions in code spans of docs are in code', () => {
    expect(
      missing(
        /`([A-Za-z][a-z]+[A-Z][A-Za-z]*)(?:\(\))?`/g,
        (name, file) =>
          !isPage(file) || file === 'CHANGELOG.md' || words.has(name) || namedElsewhere.has(name),
      ),
    ).toEqual([]);
  });

  it('links of docs lead to a file and a heading', () => {
    expect(files.filter(isPage).flatMap(brokenLinks)).toEqual([]);
  });

  it('npm scripts of docs, comments and workflows are in package.json', () => {
    const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(
      fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
    );
    const named = files
      .filter((file) => isPage(file) || isSource(file) || file.startsWith('.github/'))
      .filter((file) => !file.startsWith('docs/examples/'))
      .flatMap((file) =>
        (isSource(file) ? comments(file) : read(file)).flatMap((line) =>
          [...line.matchAll(/\bnpm run (?:--silent )?([a-z][a-z:-]*)/g)].map(
            ([, script = '']) => [file, script] as const,
          ),
        ),
      );
    expect(named.filter(([, script]) => scripts[script] === undefined)).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  it.each([
    ['flexmatch', 'flexmatch/cli/main.ts'],
    ['players', 'tools/players/main.ts'],
    ['deploy-stacks', 'tools/deploy/main.ts'],
  ])('subcommands of npm run %s are in its help', (script, program) => {
    const help = execFileSync(process.execPath, ['--import', 'tsx', program, '--help'], {
      cwd: root,
      encoding: 'utf8',
    });
    const commands = (help.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm);
    const known = new Set([...commands].map(([, name]) => name));
    expect(known.size).toBeGreaterThan(1);
    const named = new RegExp(`npm run (?:--silent )?${script} -- ([a-z][\\w-]*)`, 'g');
    expect(missing(named, (name) => known.has(name))).toEqual([]);
  });

  it('benches that are named exist', () => {
    expect(
      missing(/npm run bench -- ([a-z][\w-]*)/g, (name) => places.has(`bench/${name}/index.ts`)),
    ).toEqual([]);
  });
});
