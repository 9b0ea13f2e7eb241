import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Game } from '../../core/define';
import { commandId, gameSessionId, matchId, playerId } from '../../core/ids';
import { type CommandEntry, isCommand, type MatchHeader, type MatchEnding } from '../../core/match/log';
import { openMatch, submit } from '../../core/match/match';
import { seedHashOf } from '../../core/match/seed';
import { positionFor } from '../../core/match/views';
import backend from '../../game';
import { projectRoot } from '../../local/project-root';
import { createMatchStore } from '../../store/match-store';
import { header } from '../../testing/sample-match';
import { type Backend, startBackend, tableNames } from '../functions/support/backend';

/** `npm run verify`, as built, on the first game of this backend, sample or not. */
let api: Backend;
let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-'));
  api = await startBackend();
});
afterAll(async () => {
  await api.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
const run = (...args: readonly string[]): Promise<Said> => runProgram('verify', args);
function runProgram(tool: 'verify' | 'replay', args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['tools/run.mjs', `tools/${tool}/main.js`, ...args], {
      cwd: projectRoot,
      env: { ...process.env, INIT_CWD: folder },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

function play(game: Game, begun: MatchHeader): { entries: readonly CommandEntry[]; ending: MatchEnding } {
  return game.with((typed) => {
    let match = openMatch(typed, begun);
    for (let turn = 0; match.ending === undefined; turn += 1) {
      const [seat = 0] = match.toAct;
      const { legal } = positionFor(match, seat);
      const command = legal[(turn * 7) % legal.length];
      const action = turn < 300 ? ({ kind: 'play', command } as const) : ({ kind: 'resign' } as const);
      const answer = submit(match, { seat, commandId: commandId(`c${turn}`), action }, 1000 + turn);
      if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
      match = answer.match;
    }
    return { entries: match.log.after(0).filter(isCommand), ending: match.ending };
  });
}

describe('npm run verify', () => {
  it('verifies an ended match by its URL, writes it to a file, and finds a change in that file', async () => {
    const [game] = backend.games.values();
    if (game === undefined) throw new Error('this backend plays no game');
    const begun: MatchHeader = {
      ...header(game),
      matchId: matchId(randomUUID()),
      seats: header(game).seats.map(() => playerId(`p-${randomUUID()}`)),
    };
    const store = createMatchStore(api.documents, tableNames);
    const url = `${api.lambda.url}/v1/matches/${begun.matchId}`;
    await store.claim(begun, gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`));
    expect(await run(url)).toMatchObject({ code: 2, err: expect.stringContaining('still being played') });

    const { entries, ending } = play(game, begun);
    for (const entry of entries) await store.append(begun.matchId, 1, entry);
    await store.finish(begun.matchId, ending);
    const good = await run(url, '--save', 'match.json', '--seed-hash', seedHashOf(begun.seed));
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('is as it was recorded') });
    const again = await run('match.json', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ matchId: begun.matchId, holds: true });

    const start = await runProgram('replay', ['match.json', '--at', '0', '--as', '0', '--json']);
    expect(JSON.parse(start.out)).toMatchObject({ at: 0, of: entries.length, event: null, result: null });
    const end = await runProgram('replay', ['match.json']);
    expect(end).toMatchObject({ code: 0, out: expect.stringContaining(ending.result.reason) });
    expect(await runProgram('replay', ['match.json', '--at', '9999'])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`the log has ${entries.length} entries`),
    });

    const saved = JSON.parse(fs.readFileSync(path.join(folder, 'match.json'), 'utf8'));
    const write = (value: unknown) =>
      fs.writeFileSync(path.join(folder, 'changed.json'), JSON.stringify(value));
    write({ ...saved, match: { ...saved.match, seed: '0'.repeat(32) } });
    expect(await run('changed.json')).toMatchObject({ code: 1, out: expect.stringContaining('SHA-256') });
    write({ ...saved, entries: saved.entries.slice(1) });
    expect(await run('changed.json')).toMatchObject({
      code: 1,
      out: expect.stringContaining('entry 2 cannot follow entry 0'),
    });
    expect(await run('match.json', '--seed-hash', 'x')).toMatchObject({
      code: 1,
      out: expect.stringContaining('you noted x'),
    });
    write({ ...saved, match: { ...saved.match, game: 'unknown-game' } });
    expect(await run('changed.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('the match is of unknown-game; game/index.ts has'),
    });
  });

  it.each<[string, readonly string[], string]>([
    ['no match', [], 'missing required argument'],
    ['a URL of another kind', ['http://127.0.0.1:1/console'], 'is not the URL of a match'],
    [
      'an API that does not answer',
      ['http://127.0.0.1:1/v1/matches/00000000-0000-4000-8000-000000000001'],
      'does not answer',
    ],
    ['a file that does not exist', ['missing.json'], 'missing.json'],
    ['an unknown option', ['x', '--fast'], '--fast'],
  ])('says in one line what is wrong with %s', async (_name, args, why) => {
    const said = await run(...args);
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err.trim().split('\n').at(-1)).toContain(why);
  });

  it('has help with exit codes', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/Exit codes: 0 the/) });
  });
});
