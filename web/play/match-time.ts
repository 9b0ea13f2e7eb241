import { type Game } from '../../core/define';
import { type Json } from '../../core/json';
import { type TimeRules } from '../../core/match/clock/time-rules';
import { asOptions } from './as-options';

/**
 * The time rules of a match; undefined for a game that this page does not know, or options that it refuses.
 */
export const timeRulesOf = (game: Game | undefined, options: Json): TimeRules | undefined =>
  game?.with(({ readOptions, timeRules }) => {
    const read = readOptions(asOptions(options));
    return 'problem' in read ? undefined : timeRules(read.options);
  });
