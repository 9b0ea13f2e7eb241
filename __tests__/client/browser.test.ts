import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webcrypto } from 'node:crypto';
import path from 'node:path';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { WebSocket } from 'ws';
import { type HostedScript, hostScript } from '../realtime-server/support/hosted-script';
import { type EmulatedStore, emulatedStore } from '../realtime-server/support/store';

const root = path.resolve(__dirname, '../..');

/** The SDK as a page loads it: one script for browsers, without any module of Node. */
async function browserBundle(
  contents: string,
): Promise<{ readonly code: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'sdk',
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

let store: EmulatedStore;
let hosted: HostedScript;
beforeAll(async () => {
  store = await emulatedStore();
  hosted = await hostScript(store, { patience: { lingerSeconds: 1 } });
});
afterAll(async () => {
  await hosted.close();
  await store.close();
});

describe('the SDK in a browser', () => {
  it('bundles without any module of Node, the servers or OpenAPI, and stays small', async () => {
    const { code, inputs } = await browserBundle("export * from './client/index';");
    const elsewhere = [
      /^(local|functions|store|realtime-server|stacks|tools)\//,
      /node:|node_modules\/(ws|hono|@hono|@aws-sdk)\//,
    ];
    const foreign = inputs.filter((input) => elsewhere.some((pattern) => pattern.test(input)));
    expect(foreign).toEqual([]);
    expect(inputs).not.toContain('client/node-transports.ts');
    // A page with a strict content security policy may load it.
    expect(code).not.toMatch(/\beval\(|new Function\(/);
    expect(gzipSync(code).byteLength).toBeLessThan(60_000);
  });

  it('plays a match with only the globals of a page', async () => {
    const { code } = await browserBundle(
      "export { browserTransports } from './client/index'; export { LiveMatch, playMatch } from " +
        "'./client/exports';",
    );
    const started = await hosted.start('noughts');
    // Only a page's globals: without process, Buffer and require. `ws` has the browser's WebSocket interface.
    class PageSocket extends WebSocket {
      constructor(url: string) {
        super(url, { perMessageDeflate: false });
      }
    }
    const page = vm.createContext({
      WebSocket: PageSocket,
      crypto: webcrypto,
      performance,
      setTimeout,
      clearTimeout,
      TextEncoder,
      TextDecoder,
      ArrayBuffer,
      Uint8Array,
      Promise,
      endpoints: [started.endpointOf(0), started.endpointOf(1)],
    });
    vm.runInContext(code, page);
    const played: unknown = await vm.runInContext(
      `(async () => {
      const { LiveMatch, browserTransports, playMatch } = sdk;
      const back = {
        rejoin: () => Promise.reject(new Error('no')),
        result: () => Promise.resolve(undefined),
      };
      const open = (endpoint) => LiveMatch.open(endpoint, browserTransports, back);
      const players = await Promise.all(endpoints.map(open));
      const play = (player) => playMatch(player, (turn) => turn.legal[0]);
      const [result] = await Promise.all(players.map(play));
      for (const player of players) player.leave();
      return JSON.stringify(result);
    })()`,
      page,
    );
    expect(JSON.parse(String(played))).toMatchObject({
      outcomes: ['win', 'loss'],
      reason: 'line',
      commands: 7,
    });
    expect((await store.matches.get(started.matchId))?.status).toBe('finished');
  });
});
