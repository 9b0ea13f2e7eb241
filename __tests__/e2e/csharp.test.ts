import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { projectRoot, type RunningBackend, startBackend } from './support/programs';
import { gamesForTwo } from './support/two-seats';
import { runsHere } from '../support/runs-here';
import { untilRead } from '../support/until';

/** Amazon's own C# client checks that the local host speaks the Realtime protocol. */
const sdk = process.env.TURNLIFT_REALTIME_CSHARP_DIR;
const assembly = 'GameLiftRealtimeClientSdkNet45.dll';
const lacking =
  sdk === undefined || !fs.existsSync(path.join(sdk, assembly))
    ? `set TURNLIFT_REALTIME_CSHARP_DIR to a folder with ${assembly} and the libraries it needs`
    : ['mcs', 'mono']
        .find((program) => !runsHere(program, '--version'))
        ?.concat(
          ' is not on the PATH (Debian: mono-mcs, mono-runtime, libmono-system-net-http4.0-cil, ' +
            'libmono-system-web-extensions4.0-cil)',
        );
const missing = gamesForTwo.length === 0 ? 'game/ has no game for two seats' : lacking;
const suite = missing === undefined ? describe : describe.skip;
if (missing !== undefined)
  process.stderr.write(`SKIPPED: no match was played with the official C# client; ${missing}.\n`);

const played = z.object({
  playerId: z.string(),
  sentFast: z.int(),
  match: z.object({ matchId: z.string(), seat: z.int() }),
  result: z.object({
    outcomes: z.array(z.enum(['win', 'loss', 'draw'])),
    reason: z.string(),
    commands: z.int(),
  }),
});

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(program, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

suite('the official C# client, given only the REST URL', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-csharp-'));
  const player = path.join(folder, 'Player.exe');
  let backend: RunningBackend;

  beforeAll(async () => {
    const compiled = await run('mcs', [
      `-lib:${sdk}`,
      `-r:${assembly}`,
      '-r:System.Net.Http.dll',
      '-r:System.Web.Extensions.dll',
      '-warnaserror',
      `-out:${player}`,
      path.join(projectRoot, 'docs', 'examples', 'csharp', 'Player.cs'),
    ]);
    expect({ ...compiled, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });
    backend = await startBackend(['--memory', '--port', '0']);
  });

  afterAll(async () => {
    backend.child.kill('SIGINT');
    await backend.finished;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each(gamesForTwo.slice(0, 2))(
    'plays %s to its end, one seat by datagrams where it can',
    async (game) => {
      const seat = (...flags: readonly string[]): ReturnType<typeof run> =>
        run('mono', [player, backend.ready.api, game, ...flags], { MONO_PATH: sdk ?? '' });
      const ended = await Promise.all([seat(), seat('--fast')]);
      // A player has finished once it prints its line. Mono may fail on a timer of the client afterwards,
      // during exit.
      expect(ended.map(({ stdout, stderr }) => (stdout === '' ? stderr : 'played'))).toEqual([
        'played',
        'played',
      ]);
      const [steady, fast] = ended.map(({ stdout }) => played.parse(JSON.parse(stdout)));
      expect(steady?.match.matchId).toBe(fast?.match.matchId);
      expect([steady?.match.seat, fast?.match.seat].sort()).toEqual([0, 1]);
      expect(steady?.result).toEqual(fast?.result);
      expect(steady?.sentFast).toBe(0);
      expect(fast?.sentFast).toBeGreaterThan(0);
      const winner = [steady, fast].find((one) => one?.result.outcomes[one.match.seat] === 'win');
      // A leaderboard follows its standings within seconds.
      const leaderboard = await untilRead(
        async () => (await fetch(`${backend.ready.api}/v1/leaderboards/${game}.rating`)).text(),
        (text) => text.includes(winner?.playerId ?? '-'),
      );
      expect(JSON.parse(leaderboard)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ playerId: winner?.playerId })]),
      });
    },
  );
});
