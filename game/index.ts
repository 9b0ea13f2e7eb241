import { defineBackend } from '../definition';
import { leaderboards, seasons } from './leaderboards';
import { dev } from './environments/dev';
import { laptop } from './environments/laptop';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import { battleship } from './games/battleship';
import { connectFour } from './games/connect-four';
import { marketDay } from './games/market-day';
import { reversi } from './games/reversi';
import { rockfall } from './games/rockfall';
import { ticTacToe } from './games/tic-tac-toe';
import duel from './rule-sets/duel.json';
import largeTable from './rule-sets/large-table.json';
import smallTable from './rule-sets/small-table.json';
import variants from './rule-sets/variants.json';

/** All that this backend plays, and where. */
export default defineBackend({
  games: [ticTacToe, connectFour, reversi, battleship, marketDay, rockfall],
  matchmaking: {
    duel: { ruleSet: duel, games: ['tic-tac-toe', 'connect-four', 'battleship'] },
    variants: { ruleSet: variants, games: ['reversi'] },
    'small-table': { ruleSet: smallTable, games: ['market-day'] },
    'large-table': { ruleSet: largeTable, games: ['rockfall'] },
  },
  environments: { laptop, dev, staging, prod },
  leaderboards,
  seasons,
});
