import { defineGame } from '../../../core/define';
import { reversiDisplay as display } from './board';
import { reversiBot as bot } from './bot';
import { reversiOptions as options, reversi as rules } from './rules';

export const reversi = defineGame({ rules, options, bot, display });
