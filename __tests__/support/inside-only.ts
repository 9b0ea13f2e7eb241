import childProcess, { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import net from 'node:net';
import path from 'node:path';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { expect } from '@jest/globals';
import outside from './outside.json';

/**
 * A unit suite stays inside its own process: no child process, no worker thread, no socket. A suite that
 * needs one is listed in outside.json; every other suite fails at the call. Node's modules are shared by the
 * suites of a jest worker, so each suite sets or lifts the ban when it starts.
 */
const root = path.resolve(__dirname, '../..');
const suite = path
  .relative(root, expect.getState().testPath ?? '')
  .split(path.sep)
  .join('/');
const banned = !outside.some((entry) => suite === entry || (entry.endsWith('/') && suite.startsWith(entry)));

/**
 * Methods before the ban, kept on Node's own object: modules of this folder are loaded again for each suite.
 */
const kept = Symbol.for('turnlift.before-the-ban');

function ban(owner: object, where: string, names: readonly string[]): void {
  const before: Record<string, unknown> = Reflect.get(owner, kept) ?? {};
  Reflect.set(owner, kept, before);
  for (const name of names) {
    before[name] ??= Reflect.get(owner, name);
    const refuse = function refuse(): never {
      throw new Error(
        `${suite} is a unit suite and must not call ${where}${name}: ` +
          'list it in __tests__/support/outside.json, or test without processes and sockets',
      );
    };
    Reflect.set(owner, name, banned ? refuse : before[name]);
  }
}

ban(net.Server.prototype, 'net.Server.', ['listen']);
ban(net.Socket.prototype, 'net.Socket.', ['connect']);
ban(dgram.Socket.prototype, 'dgram.Socket.', ['bind', 'send', 'connect']);
ban(ChildProcess.prototype, 'ChildProcess.', ['spawn']);
ban(childProcess, 'child_process.', ['spawnSync', 'execSync', 'execFileSync']);
ban(workerThreads, 'worker_threads.', ['Worker']);
syncBuiltinESMExports();
