import { defineBackend } from '../definition';
import { dev } from './environments/dev';
import { laptop } from './environments/laptop';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import duel from './rule-sets/duel.json';

/** All that this backend plays, and where. */
export default defineBackend({
  games: [],
  matchmaking: { duel: { ruleSet: duel, games: ['tic-tac-toe', 'connect-four'] } },
  environments: { laptop, dev, staging, prod },
});
