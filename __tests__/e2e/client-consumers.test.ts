import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { projectRoot, type RunningBackend, startBackend } from './support/programs';
import { compileProgram } from '../support/compiled';
import { gamesForTwo } from './support/two-seats';

const [game] = gamesForTwo;
const forTwo = game === undefined ? describe.skip : describe;

/** A program that plays one match, after its imports. */
const body = `
(async () => {
  const turnlift = new Turnlift({ url: process.argv[2] });
  const { player } = await turnlift.register();
  const match = await player.connect(await player.findMatch({ game: '${game}' }));
  await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
  const errors = [ApiError, CommandRefused, Disconnected];
  console.log(match.matchId, match.seat, errors.every(({ prototype }) => prototype instanceof Error));
  match.leave();
})();
`;
const names = '{ ApiError, CommandRefused, Disconnected, playMatch, Turnlift }';
const typed = `
export async function play(url: string): Promise<number> {
  const { player } = await new Turnlift({ url }).register();
  const match = await player.connect(await player.findMatch({ game: '${game}' }));
  await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
  return match.seat;
}
// @ts-expect-error a URL is text
new Turnlift({ url: 4100 });
`;

/** A project that installed the client by \`npm install FOLDER\`, which makes a link. */
describe('a project that uses the client', () => {
  let folder: string;
  const write = (file: string, text: string): void => fs.writeFileSync(path.join(folder, file), text);

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-consumer-'));
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync(projectRoot, path.join(folder, 'node_modules', 'turnlift'), 'junction');
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  forTwo('in JavaScript', () => {
    let backend: RunningBackend;
    beforeAll(async () => {
      backend = await startBackend(['--memory', '--port', '0']);
    });
    afterAll(async () => {
      backend.child.kill('SIGKILL');
      await backend.finished;
    });

    const run = async (file: string): Promise<string> => {
      const child = spawn(process.execPath, [file, backend.ready.api], { cwd: folder });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
      return new Promise((resolve) => {
        child.on('close', () => resolve(output));
      });
    };

    it('plays as an ES module against a CommonJS module, and both exit by themselves', async () => {
      write('module.mjs', `import ${names} from 'turnlift/client';\n${body}`);
      write('common.cjs', `const ${names} = require('turnlift/client');\n${body}`);
      const [one = '', other = ''] = await Promise.all([run('module.mjs'), run('common.cjs')]);
      expect(one).toMatch(/^\S+ [01] true\n$/);
      expect(other).toMatch(/^\S+ [01] true\n$/);
      const [match, seat] = one.split(' ');
      expect(other.split(' ').slice(0, 2)).toEqual([match, seat === '0' ? '1' : '0']);
    });
  });

  it('has types in TypeScript, in both kinds of module, under the strictest and the loosest checks', () => {
    compileProgram('client/node.js');
    for (const file of ['module.mts', 'common.cts'])
      write(file, `import { playMatch, Turnlift } from 'turnlift/client';\n${typed}`);
    write(
      'tsconfig.json',
      JSON.stringify({
        files: ['module.mts', 'common.cts'],
        compilerOptions: {
          target: 'ES2022',
          module: 'nodenext',
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          noPropertyAccessFromIndexSignature: true,
          noUnusedLocals: true,
          noUnusedParameters: true,
          skipLibCheck: false,
          noEmit: true,
          types: ['node'],
          typeRoots: [path.join(projectRoot, 'node_modules', '@types')],
        },
      }),
    );
    const tsc = path.join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    const ran = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect({ code: ran.status, said: ran.stdout }).toEqual({ code: 0, said: '' });
  });

  it("resolves to the browser's client in a bundler for browsers", async () => {
    write('page.js', "import { Turnlift } from 'turnlift/client';\nconsole.log(Turnlift);\n");
    const { outputFiles, metafile } = await build({
      entryPoints: [path.join(folder, 'page.js')],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    expect(outputFiles).toHaveLength(1);
    const inputs = Object.keys(metafile.inputs).join('\n');
    expect(inputs).toContain('dist/client/browser-transports.js');
    expect(inputs).not.toMatch(/node-transports|node_modules\/ws\//);
  });
});
