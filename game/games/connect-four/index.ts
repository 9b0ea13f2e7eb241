import { defineGame } from '../../../core/define';
import { connectFourDisplay as display } from './board';
import { connectFourBot as bot } from './bot';
import { connectFour as rules } from './rules';

/**
 * Five minutes a seat, three seconds more after each disc; both may agree to take a disc back. Anybody may
 * watch.
 */
export const connectFour = defineGame({
  rules,
  bot,
  display,
  timeControl: { kind: 'fischer', baseMs: 300_000, incrementMs: 3_000 },
  takebacks: true,
  spectators: { delaySeconds: 10 },
});
