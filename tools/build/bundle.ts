import fs from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import * as z from 'zod';

export interface Bundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array;
  /** Which files of the project and which packages went in: for sizes and licences. */
  readonly inputs: Metafile['inputs'];
}

/**
 * ES modules have no `require`, but packages that are still CommonJS call it for Node's own modules.
 * The name is ours so that no bundled `createRequire` meets it.
 */
const requireBanner =
  "import{createRequire as __bannerRequire}from'node:module';const require=__bannerRequire(import.meta.url);";

/**
 * One Lambda function as one ES module. The SDK is bundled: what the runtime brings is slower to import and
 * changes without us.
 * @param root the project's folder
 * @param entry path of the entry from there
 * @throws BuildFailure of esbuild, with file and line
 */
export function bundleFunction(root: string, entry: string): Promise<Bundle> {
  return bundle(root, entry, 'index.mjs', {
    format: 'esm',
    target: 'node20',
    // The packages' ES modules can be shaken; their CommonJS cannot.
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    sourcemap: 'external',
  });
}

/**
 * The Realtime script as one CommonJS file with `exports.ssExports` (Node 24 on a fleet; Node 20 will do on a
 * laptop). The zip may hold nothing else: the fleet installs no packages.
 */
export function bundleScript(root: string, entry: string): Promise<Bundle> {
  return bundle(root, entry, 'server.js', {
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    // GameLift logs name file and line of the caller: names are kept and a map lies beside.
    keepNames: true,
    sourcemap: 'linked',
  });
}

async function bundle(root: string, entry: string, name: string, options: BuildOptions): Promise<Bundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    // A virtual folder: nothing is written, and paths in the source map are relative to it, so they do not
    // name the machine.
    outfile: path.join('build', '.bundle', name),
    bundle: true,
    platform: 'node',
    minify: true,
    legalComments: 'none',
    sourcesContent: false,
    charset: 'utf8',
    logLevel: 'silent',
    metafile: true,
    write: false,
    treeShaking: true,
    plugins: [onlyEnglishMessages],
    ...options,
  });
  const output = (suffix: string): Uint8Array => {
    const file = result.outputFiles?.find((candidate) => candidate.path.endsWith(suffix));
    if (file === undefined) throw new Error(`esbuild gave no ${suffix} for ${entry}`);
    return file.contents;
  };
  return {
    code: output(name),
    map: portableMap(output(`${name}.map`)),
    inputs: result.metafile?.inputs ?? {},
  };
}

const sourceMap = z.looseObject({ sources: z.array(z.string()) });

/**
 * A source map whose paths start at the project's folder or at node_modules: esbuild follows symbolic links,
 * and a package that is linked from elsewhere would name its place on this machine.
 */
function portableMap(map: Uint8Array): Uint8Array {
  const parsed = sourceMap.parse(JSON.parse(Buffer.from(map).toString('utf8')));
  const sources = parsed.sources.map((source) => {
    const packages = source.indexOf('node_modules/');
    return packages >= 0 ? source.slice(packages) : source.replace(/^(\.\.\/)+/, '');
  });
  return Buffer.from(JSON.stringify({ ...parsed, sources }));
}

/**
 * zod's index carries its messages in forty languages (350 KB of a function's 500): we speak our own errors,
 * in English.
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

/** Names of the functions whose entry exists: folders functions/<name>/ with an index.ts. */
export function functionNames(root: string): readonly string[] {
  const folder = path.join(root, 'functions');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(folder, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
}
