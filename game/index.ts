import { defineBackend } from '../definition/define-backend';
import { battleship } from './games/battleship';
import { connectFour } from './games/connect-four';
import { marketDay } from './games/market-day';
import { reversi } from './games/reversi';
import { rockfall } from './games/rockfall';
import { ticTacToe } from './games/tic-tac-toe';

/** All that this backend plays. */
export default defineBackend({ games: [ticTacToe, connectFour, reversi, battleship, marketDay, rockfall] });
