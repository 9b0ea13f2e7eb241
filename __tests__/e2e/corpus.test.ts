import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { verifyMatch } from '../../core/match/verify';
import backend from '../../game';
import { goneSamples } from '../support/samples';
import { gameOfFile, readMatchFile, readRecorded } from '../../tools/verify/match-file';

const games = path.join(__dirname, '../../game/games');
const files = fs
  .readdirSync(games)
  .flatMap((game) => {
    const folder = path.join(games, game, 'corpus');
    return fs.existsSync(folder) ? fs.readdirSync(folder).map((file) => path.join(game, 'corpus', file)) : [];
  })
  .filter((file) => file.endsWith('.json'));

/**
 * Finished matches, by the version of the rules under which each began. A change of the rules that folds one
 * differently turns this red.
 */
// A team's game needs a corpus once its rules have changed; the samples have one from the start.
const lacking = files.length === 0 && goneSamples('finished matches', ['games/tic-tac-toe']).length > 0;
(lacking ? describe.skip : describe)('finished matches of each version of the rules', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  it.each(lacking ? [''] : files)('%s folds to the recorded result', (file) => {
    const recorded = readRecorded(readMatchFile(fs.readFileSync(path.join(games, file), 'utf8')));
    const findings = verifyMatch(gameOfFile(backend, recorded.header), recorded);
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings).toHaveLength(3);
  });
});
