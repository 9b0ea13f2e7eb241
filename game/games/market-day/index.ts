import { defineGame } from '../../../core/define';
import { marketDayBoard as board } from './board';
import { marketDayBot as bot } from './bot';
import { marketDay as rules } from './rules';

export const marketDay = defineGame({ rules, bot, board });
