import { defineGame } from '../../../core/define';
import { marketDayDisplay as display } from './board';
import { marketDayBot as bot } from './bot';
import { marketDay as rules } from './rules';

export const marketDay = defineGame({ rules, bot, display });
