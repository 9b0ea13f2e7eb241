/**
 * The attributes of all random rule sets. Numbers are multiples of a unit with many divisors, so that
 * averages of parties, of teams and of averages are integers. Rounding then cannot decide whether a limit is
 * met exactly.
 */
import { type AttributeJson } from '../language';

/** Divisible by 12 (parties), 840 (up to eight players) and 12 again (averages of averages, medians). */
export const unit = 120_960;
/** Milliseconds; divisible by 6 (parties) and by 840. */
export const latencyUnit = 5_040;

export const attributes: AttributeJson[] = [
  { name: 'skill', type: 'number' },
  { name: 'level', type: 'number', default: 2 * unit },
  { name: 'role', type: 'string' },
  { name: 'league', type: 'string', default: 'gold' },
  { name: 'maps', type: 'string_list', default: ['a'] },
  { name: 'blocks', type: 'string_list', default: [] },
  { name: 'prefs', type: 'string_number_map', default: { a: 3, b: 1, c: 2 } },
];

export const roles = ['tank', 'healer'];
export const maps = ['a', 'b', 'c'];
