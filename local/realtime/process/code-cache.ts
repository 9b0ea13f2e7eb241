import { createHash } from 'node:crypto';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { called } from './called';

/*
 * Each game session has a process of its own, so a script is compiled again and again, for longer than it
 * plays. The code that the first process compiled is cached for later ones. Node 22 can do this by itself
 * (module.enableCompileCache); Node 20 cannot.
 */

/** Files with less than this many characters are compiled faster than their cache is read. */
const worthKeeping = 32_768;

/** import() does not work in code that comes from a cache: a file that may call it is compiled as always. */
const mayImport = /\bimport\s*\(/;

/**
 * The extent of a file's cached code: the functions that its game session called, or only those that are
 * compiled when the script is ready. The best comes first.
 */
const extents = ['played', 'ready'] as const;
export type Extent = (typeof extents)[number];

/** Writes what no earlier process has left of that extent. */
export type KeepCode = (extent: Extent) => void;

interface Compiled {
  readonly script: vm.Script;
  /** Path without the extent. */
  readonly file: string;
  readonly missing: Set<Extent>;
}

/**
 * Compiles the CommonJS files below the folders with what earlier processes left in `cache`. Returns what
 * writes there, as often as more of the code has run.
 */
export function keepCompiledCode(folders: readonly string[], cache: string): KeepCode {
  const original: unknown = Reflect.get(Module.prototype, '_compile');
  if (typeof original !== 'function') return () => undefined;
  const loaded: Compiled[] = [];
  const compiled = (source: string, filename: string): vm.Script | undefined => {
    const hash = createHash('sha256').update(filename).update(source).digest('hex');
    const file = path.join(cache, `${path.basename(filename)}-${hash}`);
    const kept = extents.find((extent) => fs.existsSync(`${file}-${extent}`));
    const script = compile(source, filename, kept === undefined ? undefined : readIfThere(`${file}-${kept}`));
    if (script === undefined) return undefined;
    const isTaken = script.cachedDataRejected === false;
    if (kept !== undefined && !isTaken) fs.rmSync(`${file}-${kept}`, { force: true });
    if (kept !== 'played' || !isTaken)
      loaded.push({ script, file, missing: new Set(isTaken ? ['played'] : extents) });
    return script;
  };
  Reflect.set(
    Module.prototype,
    '_compile',
    function (this: NodeModule, source: unknown, filename: unknown, ...rest: unknown[]): unknown {
      const script =
        typeof source === 'string' &&
        typeof filename === 'string' &&
        rest[0] !== 'module' &&
        source.length >= worthKeeping &&
        folders.some((folder) => filename.startsWith(folder + path.sep)) &&
        !mayImport.test(source)
          ? compiled(source, filename)
          : undefined;
      if (script === undefined || typeof filename !== 'string')
        return called(original, this, [source, filename, ...rest]);
      const body: unknown = script.runInThisContext();
      if (typeof body !== 'function') return undefined;
      const own = [this.exports, createRequire(filename), this, filename, path.dirname(filename)];
      return called(body, this.exports, own);
    },
  );
  return (extent) => {
    for (const { script, file, missing } of loaded)
      if (missing.delete(extent)) write(`${file}-${extent}`, script);
  };
}

/** Undefined when there is nothing to compile it with, or it does not compile. */
function compile(source: string, filename: string, cachedData: Buffer | undefined): vm.Script | undefined {
  const wrapper: unknown = Reflect.get(Module, 'wrapper');
  const before: unknown = Array.isArray(wrapper) ? wrapper[0] : undefined;
  try {
    return new vm.Script(Module.wrap(source), {
      filename,
      // Positions in stacks are those of the file.
      columnOffset: typeof before === 'string' ? -before.length : 0,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
  } catch {
    // Node says it better.
    return undefined;
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * All of it or nothing: processes read while others write. A file that another process wrote meanwhile stays.
 */
function write(file: string, script: vm.Script): void {
  if (fs.existsSync(file)) return;
  const part = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(part, script.createCachedData());
    fs.renameSync(part, file);
  } catch {
    // The folder is being removed, or the disk is full: the next process compiles as this one did.
    fs.rmSync(part, { force: true });
  }
}
