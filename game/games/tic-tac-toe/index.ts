import { defineGame } from '../../../core/define';
import { ticTacToeDisplay as display } from './board';
import { ticTacToeBot as bot } from './bot';
import { ticTacToe as rules } from './rules';

export const ticTacToe = defineGame({ rules, bot, display });
