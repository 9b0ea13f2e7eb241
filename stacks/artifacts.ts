import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { apiElement, pageContentTypes } from '../contract/pages';
import { limits } from '../config';
import { messageOf } from '../core/message-of';
import { checkedZip, unpackedBytesOf, zipProblem } from '../templates';
import { lambdaNode } from './lambda-runtime';
import { type HandlerFault, scriptNode, triedHandler, triedScript } from './trial';

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
 * Trials that functions have passed in this process: content, variables and Node. Another synthesis of the
 * same zips does not start the same processes again.
 */
const passedTrials = new Set<string>();

/**
 * The output of `npm run build`: the zips that stacks deploy. Each is checked before anything is synthesized
 * for it.
 */
export class Artifacts {
  readonly #folder: string;
  readonly #node: number;

  readonly #functions = new Map<string, ZipArtifact>();
  readonly #scripts = new Map<string, ZipArtifact>();
  readonly #warnings = new Set<string>();
  /** A function and the variables that it was loaded with: each environment has its own. */
  readonly #tried = new Set<string>();

  /**
   * @param folder the build folder
   * @param node the major version of the Node that functions and scripts are tried with
   */
  constructor(folder: string, node = Number(process.versions.node.split('.')[0])) {
    this.#folder = folder;
    this.#node = node;
  }

  /** Findings that need a look and are not refused: one line each. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /**
   * A function's zip, checked by loading it in a separate process.
   * @param variables the environment variables that its code is loaded with
   * @param environment whose variables they are, for the message
   * @throws Error with one line when the function was not built, or Lambda could not start it or call its
   *   handler
   */
  function(name: string, variables: Readonly<Record<string, string>>, environment?: string): ZipArtifact {
    const zip = this.#functions.get(name) ?? this.#functionZip(name);
    this.#functions.set(name, zip);
    const trial = JSON.stringify([name, variables]);
    const sameTrial = JSON.stringify([zip.sha256.toString('hex'), variables, this.#node]);
    if (this.#tried.has(trial) || passedTrials.has(sameTrial)) return zip;
    const fault = triedHandler(this.#unzipped(zip.path, limits.lambdaUnzippedBytes), variables, this.#node);
    if (fault !== undefined) {
      const words = `${this.#shown(zip.path)}: ${handlerWords(name, fault, this.#node, environment)}`;
      if (fault.kind !== 'older-node') throw new Error(words);
      this.#warnings.add(words);
    } else passedTrials.add(sameTrial);
    this.#tried.add(trial);
    return zip;
  }

  #functionZip(name: string): ZipArtifact {
    const zip = this.#read(
      path.join('functions', `${name}.zip`),
      `functions/${name}/index.ts must exist; then`,
    );
    const { size } = fs.statSync(zip.path);
    if (size > limits.lambdaZipBytes)
      throw new Error(
        `${this.#shown(zip.path)}: has ${inMegabytes(size)}, and Lambda takes at most ` +
          `${inMegabytes(limits.lambdaZipBytes)}: import less in game/, then run npm run build`,
      );
    return zip;
  }

  /**
   * The Realtime script, checked by loading it in a separate process. A fleet whose script throws on load
   * ends in ERROR after an hour of retries.
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
        `${this.#shown(zip.path)}: the launch path ${launchPath} is not in it, it holds ` +
          `${Object.keys(files).join(', ')}: set realtime.launchPath in game/environments/ to one of ` +
          'them',
      );
    }
    const fault = triedScript(files, entry, this.#node);
    if (fault !== undefined) {
      const words = `${this.#shown(zip.path)}: ${entry} ${fault.said}`;
      if (!fault.mayBeNewer)
        throw new Error(
          `${words}: no fleet would start; correct realtime-server/server.ts and run npm run build`,
        );
      this.#warnings.add(
        `${words} by Node ${this.#node}: the Node ${scriptNode} of fleets may load it; run synth with ` +
          'that Node to know',
      );
    }
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
        `${this.#shown(index)}: has not exactly one ${element}, so the page would not find the API: ` +
          `web/${name}/index.html must have it; then run npm run build`,
      );
    const assets = path.join(folder, 'assets');
    const names = fs.readdirSync(assets).sort();
    const [odd] = names.filter((file) => !pageContentTypes.has(path.extname(file)));
    if (odd !== undefined)
      throw new Error(
        `${this.#shown(path.join(assets, odd))}: no content type is known for it; known are ` +
          `${[...pageContentTypes.keys()].join(', ')}: add it to contract/pages.ts`,
      );
    return { index: html, assets: names.map((file) => ({ name: file, path: path.join(assets, file) })) };
  }

  /** @param maxBytes maximum size of the files together; absent: the service documents no limit */
  #unzipped(file: string, maxBytes?: number): Readonly<Record<string, Uint8Array>> {
    const bytes = fs.readFileSync(file);
    const problem = this.#asZip(file, () => zipProblem(bytes));
    if (problem !== undefined) throw new Error(`${this.#shown(file)}: ${problem}: run npm run build`);
    const unpacked = this.#asZip(file, () => unpackedBytesOf(bytes));
    if (maxBytes !== undefined && unpacked > maxBytes)
      throw new Error(
        `${this.#shown(file)}: its files have ${inMegabytes(unpacked)} together, and Lambda unpacks ` +
          `at most ${inMegabytes(maxBytes)}: import less in game/, then run npm run build`,
      );
    const { files, damaged } = this.#asZip(file, () => checkedZip(bytes));
    if (damaged.length === 0) return files;
    throw new Error(
      `${this.#shown(file)}: the checksum of ${damaged.join(', ')} is wrong, so the service could not ` +
        'unpack it: the file is damaged; run npm run build',
    );
  }

  #asZip<Found>(file: string, read: () => Found): Found {
    try {
      return read();
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

const inMegabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Why Lambda could not use a function, and what to do. */
function handlerWords(name: string, fault: HandlerFault, node: number, environment?: string): string {
  const whose = environment === undefined ? '' : `, with the variables of ${environment}`;
  const correct = `correct functions/${name}/index.ts; then run npm run build`;
  switch (fault.kind) {
    case 'no-handler':
      return (
        'has no index.mjs that exports handler, so Lambda could not start it: ' +
        `functions/${name}/index.ts must export it; then run npm run build`
      );
    case 'not-callable':
      return (
        `the handler of index.mjs is ${fault.what} and not a function${whose}, so Lambda could not call ` +
        `it: ${correct}`
      );
    case 'missing-import':
      return (
        `index.mjs imports ${fault.specifier}, which is not in it, so Lambda could not start it: run ` +
        'npm run build'
      );
    case 'no-javascript':
      return `index.mjs is not JavaScript (${fault.said}): the file is damaged; run npm run build`;
    case 'not-loaded':
      return `index.mjs ${fault.said}${whose}, so Lambda could not start it: ${correct}`;
    case 'older-node':
      return (
        `index.mjs ${fault.said} by Node ${node}: the Node ${lambdaNode} of Lambda may load it; run ` +
        'synth with that Node to know'
      );
  }
}
