import { defineGame } from '../../../core/define';
import { ticTacToe as rules } from './rules';

export const ticTacToe = defineGame({ rules });
