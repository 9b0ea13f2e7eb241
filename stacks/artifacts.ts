import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { apiElement, pageContentTypes } from '../contract/pages';
import { messageOf } from '../core/message-of';
import { checkedZip, type ZipFiles } from '../templates';

/** The names that a module exports, and the modules that it loads before it runs. */
interface Bounds {
  readonly exported: readonly string[];
  readonly imported: readonly string[];
  /** What the handler is, where its declaration shows that Lambda cannot call it. */
  readonly uncallable?: string;
}
const noModule: Bounds = { exported: [], imported: [] };

export interface ZipArtifact {
  /** Absolute path of the zip. */
  readonly path: string;
  /** SHA-256 of its bytes. */
  readonly sha256: Buffer;
}

/** A built page: the document that is requested first, and the files that it loads. */
export interface PageArtifact {
  /** Text of index.html. */
  readonly index: string;
  /** Files of assets/, sorted: their names contain a hash of their content. */
  readonly assets: ReadonlyArray<{ readonly name: string; readonly path: string }>;
}

/**
 * The output of `npm run build`: the zips that stacks deploy. Each is checked before anything is synthesized
 * for it.
 */
export class Artifacts {
  readonly #folder: string;

  readonly #functions = new Map<string, ZipArtifact>();
  readonly #scripts = new Map<string, ZipArtifact>();

  /** @param folder the build folder */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * A function's zip. Its code is parsed, but not run: it would look for its tables.
   * @throws Error with one line when the function was not built, or Lambda could not start it
   */
  function(name: string): ZipArtifact {
    const known = this.#functions.get(name);
    if (known !== undefined) return known;
    const zip = this.#read(
      path.join('functions', `${name}.zip`),
      `functions/${name}/index.ts must exist; then`,
    );
    const bundle = this.#unzipped(zip.path)['index.mjs'];
    if (bundle !== undefined) this.#parse(zip.path, bundle);
    const { exported, imported, uncallable } = bundle === undefined ? noModule : boundsOf(bundle);
    if (!exported.includes('handler'))
      throw new Error(
        `${this.#shown(zip.path)}: has no index.mjs that exports handler, so Lambda could not start it: functions/${name}/index.ts must export it; then run npm run build`,
      );
    if (uncallable !== undefined)
      throw new Error(
        `${this.#shown(zip.path)}: the handler of index.mjs is ${uncallable} and not a function, so Lambda could not call it: correct functions/${name}/index.ts; then run npm run build`,
      );
    const missing = imported.find((specifier) => !isBuiltin(specifier));
    if (missing !== undefined)
      throw new Error(
        `${this.#shown(zip.path)}: index.mjs imports ${missing}, which is not in it, so Lambda could not start it: run npm run build`,
      );
    this.#functions.set(name, zip);
    return zip;
  }

  /**
   * The Realtime script, checked by loading it: its entry runs in a separate process and must export
   * `ssExports.init`. A fleet whose script throws on load ends in ERROR after an hour of retries.
   * @param launchPath where the fleet expects it, `/local/game/<file in the zip>.js`
   * @throws Error with one line that names the file and the fix
   */
  script(launchPath: string): ZipArtifact {
    const known = this.#scripts.get(launchPath);
    if (known !== undefined) return known;
    const zip = this.#read('realtime-server.zip', 'realtime-server/server.ts must exist; then');
    const files = this.#unzipped(zip.path);
    const entry = launchPath.replace(/^\/local\/game\//, '');
    if (files[entry] === undefined) {
      throw new Error(
        `${this.#shown(zip.path)}: the launch path ${launchPath} is not in it, it holds ${Object.keys(files).join(', ')}: set realtime.launchPath in game/environments/ to one of them`,
      );
    }
    this.#load(zip.path, files, entry);
    this.#scripts.set(launchPath, zip);
    return zip;
  }

  /** @throws Error with one line when the page was not built, or lacks the element with the API's address */
  page(name: string): PageArtifact {
    const folder = path.join(this.#folder, 'pages', name);
    const index = path.join(folder, 'index.html');
    if (!fs.existsSync(index)) throw new Error(`${this.#shown(index)} is missing: run npm run build`);
    const html = fs.readFileSync(index, 'utf8');
    const element = `${apiElement.before}${apiElement.after}`;
    if (html.split(element).length !== 2)
      throw new Error(
        `${this.#shown(index)}: has not exactly one ${element}, so the page would not find the API: web/${name}/index.html must have it; then run npm run build`,
      );
    const assets = path.join(folder, 'assets');
    const names = fs.readdirSync(assets).sort();
    const [odd] = names.filter((file) => !pageContentTypes.has(path.extname(file)));
    if (odd !== undefined)
      throw new Error(
        `${this.#shown(path.join(assets, odd))}: browsers are told no type of it; known are ${[...pageContentTypes.keys()].join(', ')}: add it to contract/pages.ts`,
      );
    return { index: html, assets: names.map((file) => ({ name: file, path: path.join(assets, file) })) };
  }

  #parse(zip: string, bundle: Uint8Array): void {
    const run = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], {
      input: bundle,
      encoding: 'utf8',
    });
    if (run.status === 0) return;
    const said = /^\w*Error.*$/m.exec(run.stderr)?.[0] ?? 'it cannot be parsed';
    throw new Error(
      `${this.#shown(zip)}: index.mjs is not JavaScript (${said}): the file is damaged; run npm run build`,
    );
  }

  #load(zip: string, files: Readonly<Record<string, Uint8Array>>, entry: string): void {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-script-'));
    try {
      for (const [name, bytes] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), bytes);
      }
      // A script that ends itself is successful for its process: only a loaded one gets to the word.
      const word = 'the script is loaded';
      const program = `const { ssExports } = require(process.argv[1]); if (typeof ssExports?.init !== "function") throw new Error("exports no ssExports.init"); require("node:fs").writeSync(1, ${JSON.stringify(word)}); process.exit(0);`;
      const run = spawnSync(process.execPath, ['-e', program, path.join(folder, entry)], {
        encoding: 'utf8',
        timeout: 10_000,
        env: { PATH: process.env['PATH'] },
      });
      if (run.status === 0 && run.stdout.includes(word)) return;
      throw new Error(
        `${this.#shown(zip)}: ${entry} ${run.status === 0 ? 'ends its process' : 'throws'} when it is loaded (${whyNotLoaded(run)}): no fleet would start; correct realtime-server/server.ts and run npm run build`,
      );
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  #unzipped(file: string): Readonly<Record<string, Uint8Array>> {
    const { files, damaged } = this.#checked(file);
    if (damaged.length === 0) return files;
    throw new Error(
      `${this.#shown(file)}: the checksum of ${damaged.join(', ')} is wrong, so the service could not unpack it: the file is damaged; run npm run build`,
    );
  }

  #checked(file: string): ZipFiles {
    try {
      return checkedZip(fs.readFileSync(file));
    } catch (error) {
      throw new Error(
        `${this.#shown(file)}: is not a zip that can be read (${messageOf(error)}): run npm run build`,
        { cause: error },
      );
    }
  }

  #read(name: string, otherwise: string): ZipArtifact {
    const file = path.join(this.#folder, name);
    if (!fs.existsSync(file))
      throw new Error(`${this.#shown(file)} is missing: ${otherwise} run npm run build`);
    return { path: file, sha256: createHash('sha256').update(fs.readFileSync(file)).digest() };
  }

  #shown(file: string): string {
    return path
      .join(path.basename(this.#folder), path.relative(this.#folder, file))
      .split(path.sep)
      .join('/');
  }
}

/** What a trial of a script said first, or what became of it. */
function whyNotLoaded({ error, stderr }: SpawnSyncReturns<string>): string {
  const [first = ''] = stderr.trim().split('\n');
  return error?.message ?? /^\w*Error.*$/m.exec(stderr)?.[0] ?? (first === '' ? 'without a word' : first);
}

/** Reads a bundle's exports and imports without running it. Its syntax must have been checked. */
function boundsOf(bundle: Uint8Array): Bounds {
  const { metafile, outputFiles } = buildSync({
    stdin: { contents: Buffer.from(bundle).toString('utf8'), loader: 'js' },
    bundle: true,
    external: ['*'],
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const outputs = Object.values(metafile.outputs);
  const uncallable = uncallableHandler(outputFiles[0]?.text ?? '');
  return {
    ...(uncallable === undefined ? {} : { uncallable }),
    exported: outputs.flatMap(({ exports: names }) => names),
    imported: outputs.flatMap(({ imports }) =>
      imports.filter(({ kind }) => kind === 'import-statement').map(({ path: specifier }) => specifier),
    ),
  };
}

/**
 * What the handler of a module is, where it is a class or a whole literal that stays. A call's result or a member of
 * a literal may be a function, and is not known without running the module.
 * @param module as esbuild prints it: each declaration of the module itself begins a line, and its end does
 */
function uncallableHandler(module: string): string | undefined {
  const exported = /^export \{[^}]*?\b([\w$]+) as handler\b/m.exec(module)?.[1] ?? 'handler';
  const name = exported.replaceAll('$', '\\$');
  const isFunction = new RegExp(`^(?:async )?function\\*? ${name}\\b`, 'm').test(module);
  const given = module.match(new RegExp(`(?<![\\w$.])${name} = `, 'g')) ?? [];
  // One of two may be a line of a text.
  if (isFunction || given.length > 1) return undefined;
  if (new RegExp(`^(?:class ${name}\\b|(?:var|let|const) ${name} = class\\b)`, 'm').test(module))
    return 'a class';
  const [, value = ''] = new RegExp(`^(?:var|let|const) ${name} = ([^]*)`, 'm').exec(module) ?? [];
  if (afterBrackets(value) === ';') return value.startsWith('{') ? 'an object' : 'a list';
  const [, literal] =
    /^(-?[\d.]+|"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|true|false|null|void 0);(?=\n|$)/.exec(value) ?? [];
  return literal === undefined ? undefined : `the value ${literal.slice(0, 40)}`;
}

/** What follows an object or a list at the beginning of a text; undefined where there is neither. */
function afterBrackets(text: string): string | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  const code = text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
  let depth = 0;
  const characters = [...code];
  for (const [at, character] of characters.entries()) {
    if ('[{('.includes(character)) depth += 1;
    if (']})'.includes(character)) depth -= 1;
    if (depth === 0) return characters[at + 1];
  }
  return undefined;
}
