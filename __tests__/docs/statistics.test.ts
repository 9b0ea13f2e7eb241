import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { defineGame } from '../../core/define';
import { gameName, playerId } from '../../core/ids';
import { scoreChanges } from '../../core/ranking/leaderboards';
import { newStanding, type SeatOfMatch, type Standing, standingAfter } from '../../core/ranking/standing';
import { newRating } from '../../core/rating/rating';
import { type LeaderboardsSource, defineBackend, type SeasonsSource } from '../../definition';
import { dev, laptop } from '../games/environments';
import duel from '../games/rule-sets/duel.json';
import { plainTables } from '../support/markdown';

/** docs/statistics.md: its leaderboards are defined, and its steps are run. */
const page = fs.readFileSync(path.resolve(__dirname, '../../docs/statistics.md'), 'utf8');
const [, code = ''] = /^```ts file=game\/leaderboards\.ts\n([\s\S]*?)^```$/m.exec(page) ?? [];

function declared(): { readonly leaderboards: LeaderboardsSource; readonly seasons: SeasonsSource } {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exports: { leaderboards?: LeaderboardsSource; seasons?: SeasonsSource } = {};
  vm.runInNewContext(outputText, { exports });
  const { leaderboards, seasons } = exports;
  if (leaderboards === undefined || seasons === undefined)
    throw new Error('the page declares leaderboards and seasons');
  return { leaderboards, seasons };
}

const words = defineGame<null, null, null>({
  rules: {
    name: gameName('words'),
    version: 1,
    seats: 2,
    scores: true,
    numbers: ['longestWord', 'letters'],
    setup: () => null,
    toAct: () => [],
    legalCommands: () => [],
    parseCommand: () => ({ command: null }),
    apply: () => ({ state: null }),
    view: () => null,
    result: () => undefined,
  },
});
const backend = defineBackend({
  games: [words],
  matchmaking: { duel: { ruleSet: duel, games: ['words'] } },
  environments: { laptop, dev },
  ...declared(),
});

const walk = plainTables(page.slice(page.indexOf('<!-- walk -->'), page.indexOf('<!-- /walk -->')));
const at = Date.UTC(2026, 10, 28);
const player = playerId('p-00000000-0000-4000-8000-000000000001');

describe('docs/statistics.md', () => {
  it('declares leaderboards that are valid', () => {
    expect(backend.leaderboards.map(({ name }) => name)).toEqual(
      Object.keys(declared().leaderboards.words ?? {}),
    );
    expect(backend.leaderboards.find(({ name }) => name === 'fastest')).toMatchObject({
      id: 'words.fastest',
      direction: 'lowest',
      minimumGames: 0,
      visibility: 'public',
    });
  });

  it('shows the statistics that its matches leave', () => {
    const matches = [...walk.matchAll(/^\| (win|loss|draw) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
      ([, outcome, seconds, score, longestWord, letters], index): SeatOfMatch => ({
        playerId: player,
        game: words.name,
        seat: 0,
        counting: 'rated',
        outcome: outcome === 'win' ? 'win' : outcome === 'loss' ? 'loss' : 'draw',
        rating: { ...newRating(), sigma: 8 - index },
        score: Number(score),
        numbers: { longestWord: Number(longestWord), letters: Number(letters) },
        turns: 5,
        abandoned: false,
        options: {},
        startedAt: at + index * 1_000_000,
        endedAt: at + index * 1_000_000 + Number(seconds) * 1000,
        countedAt: at + index * 1_000_000,
      }),
    );
    expect(matches).toHaveLength(3);
    const standing = matches.reduce<Standing>(
      (before, match) => standingAfter(before, match, backend.leaderboards, backend.seasons),
      newStanding(player, words.name),
    );
    const changes = scoreChanges(standing, backend.leaderboards);
    const documented = [...walk.matchAll(/^\| ([a-z-]+) \| (\d+) \|$/gm)].map(([, name, score]) => [
      name,
      Number(score),
    ]);
    const left = backend.leaderboards
      .filter(({ name }) => name !== 'rating')
      .map(({ id: leaderboard, name, periods }) => {
        const period = periods.includes('all') ? 'all' : '2026-11-28';
        return [
          name,
          changes.find((each) => each.leaderboard === leaderboard && each.period === period)?.score,
        ];
      });
    expect(documented).toEqual(left);
    expect(
      changes.filter(({ hidden }) => hidden).map(({ leaderboard, period }) => `${leaderboard} ${period}`),
    ).toEqual(['words.rating all', 'words.rating autumn-2026']);
  });
});
