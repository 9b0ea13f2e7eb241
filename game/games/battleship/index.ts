import { defineGame } from '../../../core/define';
import { battleshipBoard as board } from './board';
import { battleshipBot as bot } from './bot';
import { battleship as rules } from './rules';

export const battleship = defineGame({ rules, bot, board });
