import { defineBackend } from '../definition';
import { dev } from './environments/dev';
import { laptop } from './environments/laptop';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import { connectFour } from './games/connect-four';
import { ticTacToe } from './games/tic-tac-toe';
import duel from './rule-sets/duel.json';

/** All that this backend plays, and where. */
export default defineBackend({
  games: [ticTacToe, connectFour],
  matchmaking: { duel: { ruleSet: duel, games: ['tic-tac-toe', 'connect-four'] } },
  environments: { laptop, dev, staging, prod },
});
