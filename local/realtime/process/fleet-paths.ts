import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { called } from './called';

/*
 * Scripts use two folders of a fleet's machine by their absolute names (Realtime guide, "script deployment"
 * and "fleet metadata"). A laptop has neither, so the functions of `fs` that take a path, and require(),
 * translate them.
 */

type Mapped = Readonly<Record<'/local/game' | '/local/gamemetadata', string>>;

const byName = [
  'access',
  'accessSync',
  'createReadStream',
  'exists',
  'existsSync',
  'lstat',
  'lstatSync',
  'open',
  'openSync',
  'readFile',
  'readFileSync',
  'readdir',
  'readdirSync',
  'realpath',
  'realpathSync',
  'stat',
  'statSync',
];
const promised = ['access', 'lstat', 'open', 'readFile', 'readdir', 'realpath', 'stat'];

/**
 * Translates a path on a fleet's machine to this machine; other paths, and values that are not a path, are
 * returned unchanged.
 */
export function onThisMachine(named: unknown, folders: Mapped): unknown {
  const given = named instanceof URL && named.protocol === 'file:' ? fileURLToPath(named) : named;
  if (typeof given !== 'string' || !given.startsWith('/local/game')) return named;
  for (const [prefix, folder] of Object.entries(folders)) {
    if (given === prefix || given.startsWith(`${prefix}/`))
      return path.join(folder, given.slice(prefix.length));
  }
  return named;
}

function translate(owner: object, names: readonly string[], folders: Mapped): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') continue;
    const wrapped = function (this: unknown, first: unknown, ...rest: unknown[]): unknown {
      return Reflect.apply(original, this, [onThisMachine(first, folders), ...rest]);
    };
    // name, length, promisify's own, realpath.native
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    Reflect.set(owner, name, wrapped);
  }
}

/**
 * Makes /local/game and /local/gamemetadata readable, and `../src/proto/*_pb` requirable from any folder of
 * the script.
 */
export function showFleetPaths(folders: Mapped, protoFolder: string): void {
  translate(fs, byName, folders);
  translate(fs.promises, promised, folders);
  // Named imports of `fs` in ES modules keep the old functions until this call.
  Module.syncBuiltinESMExports();
  const resolve: unknown = Reflect.get(Module, '_resolveFilename');
  if (typeof resolve !== 'function') return;
  Reflect.set(
    Module,
    '_resolveFilename',
    function (this: unknown, request: unknown, ...rest: unknown[]): unknown {
      try {
        return called(resolve, this, [onThisMachine(request, folders), ...rest]);
      } catch (error) {
        // A script in a subfolder, whose ../src is not the server's.
        const shim =
          typeof request === 'string'
            ? /(?:^|\/)src\/proto\/((?:Packet|CoreCommands|GroupMessages)_pb)(?:\.js)?$/.exec(request)?.[1]
            : undefined;
        if (shim === undefined) throw error;
        return path.join(protoFolder, `${shim}.js`);
      }
    },
  );
}
