import { defineGame } from '../../../core/define';
import { connectFour as rules } from './rules';

export const connectFour = defineGame({ rules });
