import { defineBackend } from '../definition/define-backend';
import { connectFour } from './games/connect-four';
import { ticTacToe } from './games/tic-tac-toe';

/** All that this backend plays. */
export default defineBackend({ games: [ticTacToe, connectFour] });
