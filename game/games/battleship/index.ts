import { defineGame } from '../../../core/define';
import { battleshipDisplay as display } from './board';
import { battleshipBot as bot } from './bot';
import { battleship as rules } from './rules';

export const battleship = defineGame({ rules, bot, display });
