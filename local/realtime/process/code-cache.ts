import { createHash } from 'node:crypto';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

/*
 * Each game session has a process of its own, so a script is compiled again and again, for longer than it
 * plays. What the first process compiled is kept for those after it. Node 22 can do this by itself
 * (module.enableCompileCache); Node 20 cannot.
 */

/** Files with less than this many characters are compiled faster than their cache is read. */
const worthKeeping = 32_768;

/** import() does not work in code that comes from a cache: a file that may call it is compiled as always. */
const mayImport = /\bimport\s*\(/;

interface Compiled {
  readonly script: vm.Script;
  readonly file: string;
}

/**
 * Compiles the CommonJS files below `folder` with what earlier processes left in `cache`. Returns what writes
 * there, once the script has run, what is missing: with the functions that it called.
 */
export function keepCompiledCode(folder: string, cache: string): () => void {
  const original: unknown = Reflect.get(Module.prototype, '_compile');
  if (typeof original !== 'function') return () => undefined;
  const missing: Compiled[] = [];
  const compiled = (source: string, filename: string): vm.Script | undefined => {
    const file = path.join(cache, createHash('sha256').update(filename).update(source).digest('hex'));
    const script = compile(source, filename, readIfThere(file));
    if (script?.cachedDataRejected !== false && script !== undefined) missing.push({ script, file });
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
        filename.startsWith(folder + path.sep) &&
        !mayImport.test(source)
          ? compiled(source, filename)
          : undefined;
      if (script === undefined || typeof filename !== 'string')
        return Reflect.apply(original, this, [source, filename, ...rest]);
      const body: unknown = script.runInThisContext();
      if (typeof body !== 'function') return undefined;
      const own = [this.exports, createRequire(filename), this, filename, path.dirname(filename)];
      return Reflect.apply(body, this.exports, own);
    },
  );
  return () => {
    for (const { script, file } of missing.splice(0)) write(file, script.createCachedData());
  };
}

function compile(source: string, filename: string, cachedData: Buffer | undefined): vm.Script | undefined {
  const [before = ''] = Reflect.get(Module, 'wrapper');
  try {
    return new vm.Script(Module.wrap(source), {
      filename,
      // Positions in stacks are those of the file.
      columnOffset: -before.length,
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

/** All of it or nothing: processes read while others write. */
function write(file: string, bytes: Buffer): void {
  const part = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(part, bytes);
    fs.renameSync(part, file);
  } catch {
    // The folder is being removed, or the disk is full: the next process compiles as this one did.
    fs.rmSync(part, { force: true });
  }
}
