import { defineGame } from '../../../core/define';
import { reversiBoard as board } from './board';
import { reversiBot as bot } from './bot';
import { reversiOptions as options, reversi as rules } from './rules';

export const reversi = defineGame({ rules, options, bot, board });
