import { defineGame } from '../../../core/define';
import { connectFourBoard as board } from './board';
import { connectFourBot as bot } from './bot';
import { connectFour as rules } from './rules';

export const connectFour = defineGame({ rules, bot, board });
