import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import { picturesModule } from './game-pictures';
import { licencesOf } from './licences';

/** Maximum number of compressed bytes that a browser loads before the first page is drawn. */
export const maxFirstPageBytes = 60 * 1024;

/** The files of a built page. */
export interface BuiltPage {
  readonly name: string;
  /** Files of the project that it was made of, with slashes. */
  readonly inputs: ReadonlySet<string>;
  /** Files from the page's folder, `index.html` among them. */
  readonly files: readonly string[];
  /** Compressed bytes of `index.html` and of everything it loads before the first click. */
  readonly firstBytes: number;
}

/** Names of the pages: folders web/<name>/ with an index.html. */
export function pageNames(root: string): readonly string[] {
  const folder = path.join(root, 'web');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => fs.existsSync(path.join(folder, name, 'index.html')))
    .sort();
}

/**
 * Bundles a page for browsers. File names contain a hash of the content, so that the files can be cached for
 * ever; `index.html` cannot. It is written last, so that a page that is being loaded finds what it names.
 * @param root folder of the sources
 * @param out folder to write; files of an earlier build are removed
 * @throws BuildFailure of esbuild, with file and line
 */
export async function buildPage(root: string, name: string, out: string): Promise<BuiltPage> {
  const entry = path.join('web', name, 'main.tsx');
  const inputs = new Set([`web/${name}/index.html`]);
  const games = gameFolders(root);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    write: false,
    plugins: [gamesModule(root, games), picturesModule(root, games, inputs), labWorkerModule(root, inputs)],
  });
  const written = new Map<string, Uint8Array>(
    outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]),
  );
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  const licences = Buffer.from(licencesOf(root, inputs));
  const licencesFile = `licences-${hashOf(licences)}.txt`;
  written.set(licencesFile, licences);
  const first = firstFiles(metafile, entry);
  const template = fs.readFileSync(path.join(root, 'web', name, 'index.html'), 'utf8');
  const html = pageHtml(template, first, licencesFile);
  const assets = path.join(out, 'assets');
  fs.mkdirSync(assets, { recursive: true });
  for (const [file, contents] of written) fs.writeFileSync(path.join(assets, file), contents);
  fs.writeFileSync(path.join(out, 'index.html'), html);
  for (const file of fs.readdirSync(assets)) if (!written.has(file)) fs.rmSync(path.join(assets, file));
  const firstBytes = [Buffer.from(html), ...first.all.map((file) => written.get(file) ?? Buffer.alloc(0))]
    .map(servedBytes)
    .reduce((sum, bytes) => sum + bytes, 0);
  return {
    name,
    inputs,
    files: ['index.html', ...[...written.keys()].map((file) => `assets/${file}`)],
    firstBytes,
  };
}

/** Eight letters and digits, as esbuild's. */
const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase();

/** The size of a file as servers send it, which compress at each request: none takes brotli's best level. */
const servedBytes = (bytes: Uint8Array): number =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).byteLength;

interface FirstFiles {
  readonly script: string;
  readonly style: string | undefined;
  /** Script, style, and every chunk that the script imports statically. */
  readonly all: readonly string[];
}

function firstFiles({ outputs }: Metafile, entry: string): FirstFiles {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry);
  if (found === undefined) throw new Error(`esbuild wrote nothing for ${entry}`);
  const [script, { cssBundle }] = found;
  const chunks = new Set([script]);
  for (const file of chunks)
    for (const { path: imported, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement') chunks.add(imported);
  const style = cssBundle === undefined ? undefined : path.basename(cssBundle);
  return {
    script: path.basename(script),
    style,
    all: [...[...chunks].map((file) => path.basename(file)), ...(style === undefined ? [] : [style])],
  };
}

/**
 * The page lists the chunks, so that a browser requests all of them at once. It names the licences of its
 * packages, which a browser does not load.
 */
function pageHtml(template: string, { script, style, all }: FirstFiles, licences: string): string {
  const chunks = all.filter((file) => file !== script && file !== style);
  const preloads = chunks.map((file) => `    <link rel="modulepreload" href="assets/${file}" />\n`).join('');
  return template
    .replace('%SCRIPT%', `assets/${script}`)
    .replace('%STYLE%', style === undefined ? 'data:text/css,' : `assets/${style}`)
    .replace('  </head>', `${preloads}    <link rel="license" href="assets/${licences}" />\n  </head>`);
}

/** Names of the folders of games. */
function gameFolders(root: string): readonly string[] {
  const folder = path.join(root, 'game', 'games');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => fs.existsSync(path.join(folder, name, 'index.ts')))
    .sort();
}

/**
 * `turnlift:games`: loads the code of a game of game/games/ when a page needs it. The game of a folder is the
 * export with the folder's name.
 */
function gamesModule(root: string, names: readonly string[]): Plugin {
  const folder = path.join(root, 'game', 'games');
  const load = (name: string): string => {
    const [key, file] = [JSON.stringify(name), JSON.stringify(`./${name}/index`)];
    return `  ${key}: async () => Object.values(await import(${file})).find(({ name }) => name === ${key}),`;
  };
  return {
    name: 'games-module',
    setup(hooks) {
      hooks.onResolve({ filter: /^turnlift:games$/ }, () => ({ path: 'games', namespace: 'turnlift' }));
      hooks.onLoad({ filter: /.*/, namespace: 'turnlift' }, () => ({
        contents: ['export const drawings = {', ...names.map(load), '};'].join('\n'),
        resolveDir: folder,
        watchDirs: [folder],
      }));
    },
  };
}

/**
 * `turnlift:lab-worker`: the address of the console's simulator, which runs beside the page. It is bundled
 * whole: a worker shares no chunk with its page.
 * @param inputs files that it was made of are added
 */
function labWorkerModule(root: string, inputs: Set<string>): Plugin {
  return {
    name: 'lab-worker-module',
    setup(hooks) {
      hooks.onResolve({ filter: /^turnlift:lab-worker$/ }, () => ({
        path: 'lab-worker.js',
        namespace: 'turnlift-worker',
      }));
      hooks.onLoad({ filter: /.*/, namespace: 'turnlift-worker' }, async () => {
        const { outputFiles, metafile } = await build({
          absWorkingDir: root,
          entryPoints: [path.join('web', 'console', 'lab', 'worker.ts')],
          metafile: true,
          bundle: true,
          platform: 'browser',
          format: 'iife',
          target: 'es2022',
          mainFields: ['module', 'main'],
          minify: true,
          charset: 'utf8',
          legalComments: 'none',
          logLevel: 'silent',
          write: false,
        });
        for (const input of Object.keys(metafile.inputs)) inputs.add(input);
        return { contents: outputFiles[0]?.contents ?? '', loader: 'file' };
      });
    },
  };
}
