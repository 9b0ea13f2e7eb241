import fs from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type BuildResult, context, type Metafile } from 'esbuild';
import * as z from 'zod';
import { licencesOf } from './licences';

export interface Bundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array;
  /** Files that were bundled. */
  readonly inputs: Metafile['inputs'];
  /** The licences of the packages among them. */
  readonly licences: string;
}

/**
 * ES modules have no `require`, but CommonJS packages call it for Node's own modules. The name is unusual so
 * that it cannot collide with a bundled `createRequire`.
 */
const requireBanner =
  "import{createRequire as __bannerRequire}from'node:module';const require=__bannerRequire(import.meta.url);";

/** A bundle to build: a file, the options, and the name of the output. */
export interface BundleTarget {
  /** Path of the entry relative to the project's folder. */
  readonly entry: string;
  readonly name: string;
  readonly options: BuildOptions;
}

/**
 * One Lambda function as one ES module. The SDK is bundled: the runtime's own copy is slower to import, and
 * its version is not pinned.
 */
export function functionTarget(entry: string): BundleTarget {
  return {
    entry,
    name: 'index.mjs',
    options: {
      format: 'esm',
      target: 'node20',
      // The packages' ES modules can be tree-shaken, their CommonJS cannot.
      mainFields: ['module', 'main'],
      banner: { js: requireBanner },
      sourcemap: 'external',
    },
  };
}

/**
 * The Realtime script as one CommonJS file with `exports.ssExports` (Node 24 on a fleet; Node 20 is enough on
 * a laptop). It must be self-contained, because a fleet installs no packages.
 */
export function scriptTarget(entry: string): BundleTarget {
  return {
    entry,
    name: 'server.js',
    options: {
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      // require() in place of import(): a laptop keeps the compiled code for the next process.
      supported: { 'dynamic-import': false },
      // Stacks name functions, and a source map is added: GameLift logs name file and line of the caller.
      // esbuild's keepNames would do the same at run time: 6 MB and a tenth of a process's start.
      minify: false,
      minifySyntax: true,
      minifyWhitespace: true,
      sourcemap: 'linked',
    },
  };
}

/**
 * @param root the project's folder
 * @param entry path of the function's entry from there
 * @param definition file of the backend's definition in place of game/index.ts
 * @throws BuildFailure of esbuild, with file and line
 */
export function bundleFunction(root: string, entry: string, definition?: string): Promise<Bundle> {
  return bundle(root, functionTarget(entry), definition);
}

/** The Realtime script. @throws BuildFailure of esbuild, with file and line */
export function bundleScript(root: string, entry: string, definition?: string): Promise<Bundle> {
  return bundle(root, scriptTarget(entry), definition);
}

async function bundle(root: string, target: BundleTarget, definition: string | undefined): Promise<Bundle> {
  return bundleOf(root, await build(optionsOf(root, target, definition)), target);
}

/** A bundle for repeated builds: unchanged files are not read again. */
export interface RepeatedBundle {
  /** @throws BuildFailure of esbuild, with file and line */
  again(): Promise<Bundle>;
  /** Cancels the running build: `again` rejects. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

/** Prepares a bundle that is built again after each change. */
export async function prepareBundle(root: string, target: BundleTarget): Promise<RepeatedBundle> {
  const kept = await context(optionsOf(root, target, undefined));
  return {
    again: async () => bundleOf(root, await kept.rebuild(), target),
    cancel: () => kept.cancel(),
    close: () => kept.dispose(),
  };
}

function optionsOf(root: string, { entry, name, options }: BundleTarget, definition: string | undefined) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    // A virtual folder: nothing is written. Paths in the source map are relative to it, so they do not
    // contain paths of this machine.
    outfile: path.join('build', '.bundle', name),
    bundle: true,
    platform: 'node',
    minify: true,
    legalComments: 'none',
    sourcesContent: false,
    logLevel: 'silent',
    metafile: true,
    write: false,
    treeShaking: true,
    plugins: [onlyEnglishMessages, ...(definition === undefined ? [] : [definedBy(root, definition)])],
    ...options,
  } satisfies BuildOptions;
}

function bundleOf(root: string, result: BuildResult, { entry, name }: BundleTarget): Bundle {
  const output = (suffix: string): Uint8Array => {
    const file = result.outputFiles?.find((candidate) => candidate.path.endsWith(suffix));
    if (file === undefined) throw new Error(`esbuild gave no ${suffix} for ${entry}`);
    return file.contents;
  };
  const inputs = result.metafile?.inputs ?? {};
  return {
    code: output(name),
    map: portableMap(output(`${name}.map`)),
    inputs,
    licences: licencesOf(root, Object.keys(inputs)),
  };
}

const sourceMap = z.looseObject({ sources: z.array(z.string()) });

/**
 * A source map whose paths start at the project's folder or at node_modules. esbuild follows symbolic links,
 * so a package that is linked from elsewhere would otherwise reveal its path on this machine.
 */
function portableMap(map: Uint8Array): Uint8Array {
  const parsed = sourceMap.parse(JSON.parse(Buffer.from(map).toString('utf8')));
  const sources = parsed.sources.map((source) => {
    const packages = source.indexOf('node_modules/');
    return packages >= 0 ? source.slice(packages) : source.replace(/^(\.\.\/)+/, '');
  });
  return Buffer.from(JSON.stringify({ ...parsed, sources }));
}

/** Redirects every import of game/ to another definition. */
function definedBy(root: string, definition: string): NonNullable<BuildOptions['plugins']>[number] {
  const game = path.join(root, 'game');
  return {
    name: 'defined-by',
    setup(hooks) {
      hooks.onResolve({ filter: /(^|\/)game$/ }, ({ path: specifier, resolveDir }) =>
        path.resolve(resolveDir, specifier) === game ? { path: definition } : undefined,
      );
    },
  };
}

/**
 * zod's index contains its messages in forty languages (350 KB of a function's 500), but errors are only in
 * English.
 */
const onlyEnglishMessages: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'only-english-messages',
  setup(hooks) {
    hooks.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.[cm]?js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

/** Names of the functions that have an entry: folders functions/<name>/ with an index.ts. */
export function functionFolders(root: string): readonly string[] {
  const folder = path.join(root, 'functions');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(folder, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
}
