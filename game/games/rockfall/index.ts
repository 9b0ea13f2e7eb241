import { defineGame } from '../../../core/define';
import { rockfallDisplay as display } from './board';
import { rockfallBot as bot } from './bot';
import { rockfallOptions as options, rockfall as rules } from './rules';

export const rockfall = defineGame({ rules, options, bot, display });
