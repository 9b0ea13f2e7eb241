import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Every file, folder, link and npm script that docs or comments name exists. */
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
];

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

function read(file: string): readonly string[] {
  return fs.readFileSync(path.join(root, file), 'utf8').split('\n');
}

/** The comments of a source, line by line; a line without a comment is empty. */
function comments(file: string): readonly string[] {
  return read(file).map((line) =>
    /^\s*(\/\/|\*|\/\*)/.test(line) ? line : (/(?<!:)\/\/ .*$/.exec(line)?.[0] ?? ''),
  );
}

const pathWithEnding =
  /(?<![\w./@:$-])((?:[\w.-]+\/)+[\w.-]+\.(?:ts|tsx|mjs|md|json|js|yml|sh|css|svg|png))\b/g;

/** A folder, or a module without its ending, below a folder of the project. */
const pathBelow = new RegExp(
  `(?<![\\w./@:$*-])((?:${[...places].filter((place) => !place.includes('/') && !place.includes('.')).join('|')})(?:/[\\w-]+)+)(?![\\w.*<{(/[-]*[\\w*<{(])`,
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
    expect(files.filter(isSource).flatMap((file) => missingFiles(file, comments(file)))).toEqual([]);
  });

  it('folders exist, and so do modules that are named without their ending', () => {
    expect(files.filter(isPage).flatMap((file) => missingFolders(file, read(file)))).toEqual([]);
    expect(files.filter(isSource).flatMap((file) => missingFolders(file, comments(file)))).toEqual([]);
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
});
