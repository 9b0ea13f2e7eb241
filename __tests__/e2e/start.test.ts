import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { playMatch, Turnlift } from '../../client/node';
import { defaultMatchmaking } from '../../definition';
import backendOfGames from '../../game';
import { expectRefusals } from './support/console-refusals';
import { descendants, isAlive, launch, type RunningBackend, startBackend } from './support/programs';
import { until } from '../support/until';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-e2e-'));
const running = new Set<RunningBackend>();

async function backend(...args: string[]): Promise<RunningBackend> {
  const started = await startBackend(args);
  running.add(started);
  return started;
}

afterAll(async () => {
  for (const { child, finished } of running) {
    child.kill('SIGKILL');
    await finished;
  }
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The first game of this backend, sample or not. */
const [game] = backendOfGames.games.keys();
if (game === undefined) throw new Error('this backend plays no game');
const seatsOfMatch = defaultMatchmaking(backendOfGames, game)?.ruleSet.players.max ?? 0;

/** Guests who know only the URL play a match to its end. */
async function playOneMatch(url: string) {
  const turnlift = new Turnlift({ url });
  const ada = await turnlift.register({ displayName: 'Ada' });
  const others = await Promise.all(Array.from({ length: seatsOfMatch - 1 }, () => turnlift.register()));
  const seats = await Promise.all(
    [ada, ...others].map(async ({ player }) => {
      const match = await player.connect(await player.findMatch({ game: String(game) }));
      const result = await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
      match.leave();
      return { matchId: match.matchId, seat: match.seat, outcome: result.outcomes[match.seat] };
    }),
  );
  return { ada, others, seats };
}

describe('npm start', () => {
  it('keeps players, ratings, leaderboards and finished matches over kill -9', async () => {
    const data = path.join(folder, 'kept');
    const first = await backend('--port', '0', '--data', data);
    const { ada, others, seats } = await playOneMatch(first.ready.api);
    expect(new Set(seats.map(({ matchId }) => matchId)).size).toBe(1);
    expect(seats.map(({ seat }) => seat).sort()).toEqual([...seats.keys()]);
    const before = await ada.player.me();
    expect(before.standings).toEqual([expect.objectContaining({ game })]);

    const children = await descendants(first.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    first.child.kill('SIGKILL');
    await first.finished;
    await until('the script processes to end with their host', () => children.every((pid) => !isAlive(pid)));

    const second = await backend('--port', '0', '--data', data);
    const turnlift = new Turnlift({ url: second.ready.api });
    const again = await turnlift.signIn({ playerId: ada.player.playerId, secret: ada.secret });
    expect(await again.me()).toEqual(before);
    expect((await again.history()).items.map(({ matchId }) => matchId)).toEqual([seats[0]?.matchId]);
    expect((await again.match(seats[0]?.matchId ?? '')).status).toBe('finished');
    await until(
      'all are on the leaderboard',
      async () => (await turnlift.leaderboard(`${game}.rating`)).items.length === 1 + others.length,
    );
    const leaderboard = await turnlift.leaderboard(`${game}.rating`);
    expect(leaderboard.items.map(({ playerId }) => playerId).sort()).toEqual(
      [ada, ...others].map(({ player }) => player.playerId).sort(),
    );

    // Ctrl-C: the backend exits, and so does every child.
    const afterRestart = await descendants(second.child.pid ?? 0);
    second.child.kill('SIGINT');
    expect((await second.finished).code).toBe(0);
    expect(afterRestart.filter(isAlive)).toEqual([]);
  });

  it('interrupted during its start ends every process it began, and the next start continues', async () => {
    const data = path.join(folder, 'interrupted');
    for (let time = 0; time < 2; time += 1) {
      const { child, finished, said } = launch('local/cli/start.js', ['--port', '0', '--data', data]);
      try {
        // The second start finds the fleet of the first.
        const begun = /creating the fleets|queue and matchmaking/;
        await until('the stacks to be on their way', () => begun.test(said().stderr), 120_000);
        const children = await descendants(child.pid ?? 0);
        child.kill('SIGINT');
        const { code, stderr, stdout } = await finished;
        expect({ code, stdout, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
          code: 130,
          stdout: '',
          last: 'Interrupted while starting: everything that had been started is ended.',
        });
        await until('all script processes to be gone', () => children.every((pid) => !isAlive(pid)));
      } finally {
        child.kill('SIGKILL');
      }
    }
    const { ready, child, finished } = await backend('--port', '0', '--data', data);
    expect((await fetch(`${ready.api}/v1/health`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await finished).code).toBe(0);
  });

  it('refuses a port in use, and says how to choose another', async () => {
    const taken = net.createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const { finished } = launch('local/cli/start.js', ['--memory', '--port', String(port)]);
    const { code, stderr } = await finished;
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${port} is in use`);
    expect(stderr).toContain('--port 0');
  });

  it('refuses a data folder that another backend uses', async () => {
    const data = path.join(folder, 'shared');
    await backend('--port', '0', '--data', data);
    const { code, stderr } = await launch('local/cli/start.js', ['--port', '0', '--data', data]).finished;
    expect(code).toBe(1);
    expect(stderr).toContain('in use by another Turnlift');
  });

  it('reports a data folder that is damaged, or is not a data folder', async () => {
    const damaged = path.join(folder, 'damaged');
    const { child, finished } = await backend('--port', '0', '--data', damaged);
    child.kill('SIGTERM');
    await finished;
    fs.writeFileSync(path.join(damaged, 'dynamodb', 'CURRENT'), 'noise');
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    const [broken, none] = await Promise.all(
      [damaged, file].map((data) => launch('local/cli/start.js', ['--port', '0', '--data', data]).finished),
    );
    expect(broken).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/damaged is damaged: .*Put a copy back/),
    });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('there is a file in its place') });
  });

  it('sets data of an earlier Turnlift aside and starts with new data', async () => {
    const data = path.join(folder, 'earlier');
    for (const part of ['dynamodb', 'gamelift']) {
      fs.mkdirSync(path.join(data, part), { recursive: true });
      fs.writeFileSync(path.join(data, part, 'CURRENT'), 'another form');
    }
    fs.writeFileSync(
      path.join(data, 'turnlift.json'),
      JSON.stringify({ scheme: 2, environment: 'laptop', region: 'us-east-1' }),
    );
    const { ready, child, finished } = await backend('--port', '0', '--data', data);
    expect((await fetch(`${ready.api}/v1/health`)).status).toBe(200);
    child.kill('SIGTERM');
    const { stderr } = await finished;
    expect(stderr).toContain('are of an earlier Turnlift, in another form: they are kept in');
    expect(fs.readFileSync(path.join(data, 'earlier-1', 'dynamodb', 'CURRENT'), 'utf8')).toBe('another form');
  });

  it('prints a table and the next step, shows a console, ends on SIGTERM', async () => {
    const { child, finished, said } = launch('local/cli/start.js', ['--memory', '--port', '0']);
    await until('the table', () => said().stdout.includes('Ctrl-C ends it.'));
    const { stdout } = said();
    const api = /^REST API\s+(\S+)/m.exec(stdout)?.[1] ?? '';
    expect(stdout).toContain(`npm run demo -- --matches 20 --api ${api}`);
    expect(await (await fetch(`${api}/v1/health`)).json()).toMatchObject({ status: 'ok' });
    const log = /^Log\s+(\S+)/m.exec(stdout)?.[1] ?? '';
    expect(fs.readFileSync(log, 'utf8')).toContain('gamelift: ');
    const page = await fetch(`${api}/`);
    expect(page.url).toBe(`${api}/play/`);
    expect(await page.text()).toContain('<title>Turnlift</title>');
    // Only the printed address opens the console; a page of another origin is refused even with its token.
    const address = /^Console\s+(\S+)/m.exec(stdout)?.[1] ?? '';
    expect(await (await fetch(address)).text()).toContain('<title>Turnlift console</title>');
    expect((await fetch(`${api}/console/`)).status).toBe(401);
    expect((await fetch(`${api}/console/api/fleet`)).status).toBe(401);
    const authorization = `Bearer ${new URL(address).searchParams.get('token')}`;
    const foreign = await fetch(`${api}/console/api/fleet`, {
      headers: { authorization, origin: 'https://evil.example' },
    });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    await expectRefusals(api, authorization);
    const fleet = await fetch(`${api}/console/api/fleet`, { headers: { authorization } });
    expect(await fleet.json()).toMatchObject({
      fleets: [
        {
          locations: [
            { processes: expect.arrayContaining([expect.objectContaining({ pid: expect.any(Number) })]) },
          ],
        },
      ],
    });
    child.kill('SIGTERM');
    expect((await finished).code).toBe(0);
    expect(fs.existsSync(log)).toBe(false);
  });
});
