import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HostedFleet } from '../support/hosted';
import { until } from '../../../support/until';

let folder: string;
let fleet: HostedFleet | undefined;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'code-cache-test-'));
});
afterEach(async () => {
  await fleet?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const filling = `/* ${'x'.repeat(40_000)} */`;
/**
 * Prints its path, the modules that it required, and the files whose compiled code existed when it was
 * loaded.
 */
const script = (more: string, playsMs = 50): string => `const here = new Error('here'); ${filling}
const part = require('./part');
const fs = require('node:fs'), path = require('node:path');
const cache = path.join(__dirname, '..', 'code-cache');
const there = (fs.existsSync(cache) ? fs.readdirSync(cache) : [])
  .map((name) => name.replace(/-[0-9a-f]{64}-/, ' ')).sort().join();
${more}
exports.ssExports = {
  init(session) { this.session = session; },
  onStartGameSession() {
    console.log(part.word, module.exports === exports, require.main !== module, there);
    console.log(here.stack.split('\\n')[1].replace(/.*server.js/, 'server.js'));
    ${more === '' ? '' : 'load().then((os) => console.log(typeof os.cpus));'}
    setTimeout(() => { this.session.processEnding(); process.exit(0); }, ${playsMs});
  },
};`;

function host(text: string): HostedFleet {
  fs.writeFileSync(path.join(folder, 'server.js'), text);
  fs.writeFileSync(path.join(folder, 'part.js'), "exports.word = 'a part';");
  const fixtures = path.join(__dirname, '..', 'fixtures');
  fleet = new HostedFleet(path.relative(fixtures, path.join(folder, 'server.js')), { warmProcesses: 0 });
  return fleet;
}

async function said(text: string): Promise<string[][]> {
  const hosted = host(text);
  // A session that comes earlier starts a second process beside the first one.
  await hosted.fleet.ready();
  const heard: string[][] = [];
  for (let session = 0; session < 3; session += 1) {
    const before = hosted.said.length;
    await (await hosted.session()).over();
    // A process keeps its code while it exits, which is after the end of its session.
    await until('the end of the process', () => hosted.fleet.processes().length === 0);
    heard.push(hosted.said.slice(before).map((line) => line.text));
  }
  return heard;
}

describe('the code of a script', () => {
  it('is compiled once: later processes find the compiled code, and run the same', async () => {
    const ofHost = 'program.js played,program.js ready';
    const [first, ...later] = await said(script(''));
    expect(first).toEqual(['a part true true ', 'server.js:1:14)']);
    for (const heard of later)
      expect(heard).toEqual([
        `a part true true ${ofHost},server.js played,server.js ready`,
        'server.js:1:14)',
      ]);
  });

  it('is compiled by each process when it may call import(), which cached code cannot', async () => {
    const heard = await said(script("const load = () => import('node:os');"));
    const ofHost = 'program.js played,program.js ready';
    expect(heard.map((lines) => [lines[0], lines[2]])).toEqual([
      ['a part true true ', 'function'],
      [`a part true true ${ofHost}`, 'function'],
      [`a part true true ${ofHost}`, 'function'],
    ]);
  });

  it('is available to processes that start before the first game session is over', async () => {
    const hosted = host(script('', 60_000));
    await hosted.fleet.ready();
    await hosted.session();
    await hosted.session();
    const lines = hosted.said.map(({ text }) => text).filter((text) => text.startsWith('a part'));
    expect(lines).toEqual(['a part true true ', 'a part true true program.js ready,server.js ready']);
  });
});
