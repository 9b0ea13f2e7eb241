import { describe, expect, it } from '@jest/globals';
import backend from '../../game';
import { afterDemo } from '../../local/cli/after-demo';
import { launch } from './support/programs';
import { gamesForTwo } from './support/two-seats';

describe('npm run demo', () => {
  it('plays on a private backend, prints a summary, and exits with 0 when everything adds up', async () => {
    const { code, stdout, stderr } = await launch('local/cli/demo.js', [
      '--private',
      '--matches',
      '6',
      '--concurrency',
      '3',
      ...gamesForTwo.slice(1, 2).flatMap((game) => ['--game', game]),
      '--udp',
      '--think',
      '20',
      '--seed',
      '7',
      '--json',
    ]).finished;
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stderr).toContain('Starting a private backend, in memory');
    expect(JSON.parse(stdout)).toMatchObject({
      matchesFinished: 6,
      interrupted: 0,
      problems: [],
      errors: [],
      leaderboard: expect.arrayContaining([expect.objectContaining({ rank: 1 })]),
    });
  });

  it('ends with what to do next', async () => {
    const { stdout } = await launch('local/cli/demo.js', ['--private', '--matches', '1']).finished;
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'Next: npm start, and play a match yourself on the page that it prints',
    );
    const after = (url: string) => afterDemo({ url, isPrivate: false });
    expect(after('http://127.0.0.1:8080')).toContain('http://127.0.0.1:8080/play/');
    expect(after('https://api.example.com')).toBeUndefined();
  });

  it('lists the games when an unknown game is named', async () => {
    const { code, stderr } = await launch('local/cli/demo.js', ['--private', '--game', 'chess']).finished;
    expect(code).toBe(2);
    expect(stderr).toContain('no such game: chess. This backend plays ');
    for (const game of backend.games.keys()) expect(stderr).toContain(game);
  });

  it('reports that no backend answers', async () => {
    const { code, stderr } = await launch('local/cli/demo.js', [
      '--api',
      'http://127.0.0.1:9',
      '--patience',
      '0',
    ]).finished;
    expect(code).toBe(1);
    expect(stderr).toContain('No backend answers at http://127.0.0.1:9. Start a backend with npm start');
  });

  it('refuses both --api and --private', async () => {
    const { code, stderr } = await launch('local/cli/demo.js', ['--private', '--api', 'http://127.0.0.1:9'])
      .finished;
    expect(code).toBe(2);
    expect(stderr).toContain('--api and --private exclude each other');
  });
});
