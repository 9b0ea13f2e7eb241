import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { messageOf } from '../../core/message-of';
import { functionEntry, scriptEntry, writeFunction, writeScript } from './artifacts';
import {
  type Bundle,
  type BundleTarget,
  functionFolders,
  functionTarget,
  type RepeatedBundle,
  prepareBundle,
  scriptTarget,
} from './bundle';
import { ChangedFiles } from './changed-files';
import { loadedDefinition } from './definition-file';
import { checkGameFolders, checkRuleSetFiles } from './game-folders';
import { loadedBy } from './load-failure';

/** The outcome of a change. */
export type WatchReport =
  /** The first build is done: changes are watched from now on. */
  | { readonly kind: 'watching' }
  /**
   * Bundles are written; `definition` is game/index.ts as one CommonJS file, with a new name for new content.
   */
  | {
      readonly kind: 'built';
      readonly bundles: readonly string[];
      readonly definition: string;
      /** False while functions of the API are still being built. */
      readonly complete: boolean;
      /** Epoch ms at which the first of the changed files was saved. */
      readonly savedAt: number;
    }
  /** A game works, but its rules fail at some commands. */
  | { readonly kind: 'warned'; readonly message: string }
  /** Nothing is written: the previous build stays in use. */
  | { readonly kind: 'failed'; readonly message: string };

/** Folders whose files are bundled. */
const folders = [
  'game',
  'core',
  'definition',
  'contract',
  'store',
  'config',
  'flexmatch',
  'functions',
  'realtime-server',
];

/** The bundles that a new match needs. */
const ofNewMatches: ReadonlySet<string> = new Set(['definition', 'realtime-server']);

interface Watched {
  readonly name: string;
  readonly bundle: RepeatedBundle;
  /** Project files in the newest bundle; undefined before the first. */
  inputs: ReadonlySet<string> | undefined;
  write(bundle: Bundle): Promise<void>;
}

export interface ArtifactWatch {
  close(): Promise<void>;
  /**
   * Waits until all changes so far are built or refused, and gives the file of the definition; undefined when
   * they are refused.
   */
  settled(): Promise<string | undefined>;
}

/**
 * Builds the bundles of the laptop again whenever one of their files changes. Only those that the file is
 * part of are built, and none unless the definition loads and all of them can be built.
 * @param root the project's folder
 * @param out folder of the artifacts, as `buildArtifacts` writes them
 * @param playSamples plays sample matches of the file of a definition: it gives warnings, and throws when a
 *   game is refused
 */
export async function watchArtifacts(
  root: string,
  out: string,
  report: (report: WatchReport) => void,
  playSamples: (definition: string) => Promise<readonly string[]>,
): Promise<ArtifactWatch> {
  const newest = { definition: '' };
  const builds = new Builds(await watchBundles(root, out, newest, report, playSamples), newest, report);
  const source = (file: string): boolean => /\.(ts|json)$/.test(file);
  const files = new ChangedFiles(root, folders, source, (changed, since) => builds.changed(changed, since));
  await builds.all();
  report({ kind: 'watching' });
  return {
    settled() {
      files.flush();
      return builds.settled();
    },
    async close() {
      files.close();
      await builds.close();
    },
  };
}

/** @param newest the file of the newest definition that loads */
async function watchBundles(
  root: string,
  out: string,
  newest: { definition: string },
  report: (report: WatchReport) => void,
  playSamples: (definition: string) => Promise<readonly string[]>,
): Promise<readonly Watched[]> {
  const target = async (name: string, made: BundleTarget, write: Watched['write']): Promise<Watched> => ({
    name,
    bundle: await prepareBundle(root, made),
    inputs: undefined,
    write,
  });
  return [
    await target('definition', definitionTarget, async (bundle) => {
      newest.definition = await keepDefinition(root, path.join(out, '.definition'), bundle, async (file) => {
        for (const message of await playSamples(file)) report({ kind: 'warned', message });
      });
    }),
    await target('realtime-server', scriptTarget(scriptEntry), async (bundle) => {
      writeScript(out, bundle);
    }),
    ...(await Promise.all(
      functionFolders(root).map((name) =>
        target(name, functionTarget(functionEntry(name)), async (bundle) => {
          writeFunction(out, name, bundle);
        }),
      ),
    )),
  ];
}

/** Builds bundles one change after another. */
class Builds {
  readonly #watched: readonly Watched[];
  readonly #newest: { readonly definition: string };
  readonly #report: (report: WatchReport) => void;
  /** After a failure, the next change can be in any file, also a new one. */
  #failed = false;
  /** Changes that are not in any build yet. */
  readonly #waiting = new Set<string>();
  #savedAt = Date.now();
  #building: Promise<void> = Promise.resolve();
  #cancelled: Promise<unknown> = Promise.resolve();

  constructor(
    watched: readonly Watched[],
    newest: { readonly definition: string },
    report: (report: WatchReport) => void,
  ) {
    this.#watched = watched;
    this.#newest = newest;
    this.#report = report;
  }

  async all(): Promise<void> {
    await this.#buildTogether(this.#watched, true);
  }

  /** @param since epoch ms at which the first of the files was saved */
  changed(files: Iterable<string>, since: number): void {
    const isFirst = this.#waiting.size === 0;
    for (const file of files) this.#waiting.add(file);
    this.#savedAt = since;
    if (!isFirst) return;
    // The running build is of files that have changed since.
    this.#cancelled = Promise.all(this.#watched.map(({ bundle }) => bundle.cancel()));
    this.#building = this.#building.then(() => this.#buildWaiting());
  }

  async settled(): Promise<string | undefined> {
    for (let awaited; awaited !== this.#building;) {
      awaited = this.#building;
      await awaited;
    }
    return this.#failed ? undefined : this.#newest.definition;
  }

  async close(): Promise<void> {
    await this.#building;
    await Promise.all(this.#watched.map(({ bundle }) => bundle.close()));
  }

  async #buildWaiting(): Promise<void> {
    while (this.#waiting.size > 0) {
      // Otherwise the cancellation would hit the build that starts here.
      await this.#cancelled;
      const changed = new Set(this.#waiting);
      this.#waiting.clear();
      await this.#build(changed);
    }
  }

  async #build(changed: ReadonlySet<string>): Promise<void> {
    const concerned = this.#watched.filter(
      ({ inputs }) => this.#failed || inputs === undefined || [...changed].some((file) => inputs.has(file)),
    );
    // New matches need the script, so it does not wait for the bundles of the functions.
    const first = concerned.filter(({ name }) => ofNewMatches.has(name));
    const rest = concerned.filter((one) => !first.includes(one));
    const done = await this.#buildTogether(first, rest.length === 0);
    // Bundles that a newer change supersedes are built with that change.
    if (done && this.#waiting.size === 0) await this.#buildTogether(rest, true);
    else for (const one of rest) one.inputs = undefined;
  }

  /** @returns false when one of them failed or was superseded: then none of them is written */
  async #buildTogether(concerned: readonly Watched[], complete: boolean): Promise<boolean> {
    if (concerned.length === 0) return true;
    try {
      // Waits for all of them, also when one fails: a bundle that is still being built would otherwise be
      // returned again.
      const settled = await Promise.allSettled(concerned.map(({ bundle }) => bundle.again()));
      if (this.#waiting.size > 0) {
        for (const one of concerned) one.inputs = undefined;
        return false;
      }
      const bundles = concerned.map((one, number) => ({ one, bundle: valueOf(settled[number]) }));
      // The definition comes first: when it does not load, nothing else is written.
      for (const { one, bundle } of bundles) {
        await one.write(bundle);
        one.inputs = new Set(Object.keys(bundle.inputs));
      }
      this.#failed = false;
      const { definition } = this.#newest;
      const names = concerned.map(({ name }) => name);
      this.#report({ kind: 'built', bundles: names, definition, complete, savedAt: this.#savedAt });
      return true;
    } catch (error) {
      this.#failed = true;
      this.#report({ kind: 'failed', message: oneLine(error) });
      return false;
    }
  }
}

const definitionTarget: BundleTarget = {
  entry: path.join('game', 'index.ts'),
  name: 'definition.cjs',
  options: { format: 'cjs', target: 'node20', mainFields: ['module', 'main'], sourcemap: 'external' },
};

/**
 * Writes the definition under a name with a hash of its content, so that a process which has loaded an older
 * one can load it.
 * @param check plays sample matches of the file; throws when a game is refused
 * @throws DefinitionError with one line when it does not load or is refused; then it is not kept
 */
async function keepDefinition(
  root: string,
  folder: string,
  { code, map }: Bundle,
  check: (file: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const file = path.join(folder, `${hash}.cjs`);
  fs.mkdirSync(folder, { recursive: true });
  const isNew = !fs.existsSync(file);
  if (isNew) {
    // Stack traces of the definition then show its source lines.
    fs.writeFileSync(`${file}.map`, map);
    fs.writeFileSync(file, code);
    fs.appendFileSync(file, `//# sourceMappingURL=${path.basename(file)}.map\n`);
  }
  try {
    // First in a thread: a file that never returns would block this process.
    if (isNew) await check(file);
    const { default: backend } = loadedBy(() => loadedDefinition.parse(createRequire(__filename)(file)));
    checkGameFolders(root, backend);
    checkRuleSetFiles(root, backend);
  } catch (error) {
    for (const written of [file, `${file}.map`]) fs.rmSync(written, { force: true });
    throw error;
  }
  for (const entry of fs.readdirSync(folder))
    if (!entry.startsWith(hash)) fs.rmSync(path.join(folder, entry));
  return file;
}

function valueOf(result: PromiseSettledResult<Bundle> | undefined): Bundle {
  if (result?.status === 'fulfilled') return result.value;
  throw result?.reason;
}

/** A failure in one line: esbuild's first error with file and line, or the definition's own sentence. */
function oneLine(error: unknown): string {
  const [first = String(error)] = messageOf(error)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^Build failed with/.test(line));
  return first.trim();
}
