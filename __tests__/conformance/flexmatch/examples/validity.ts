import { describe, expect, it } from '@jest/globals';
import { parseRuleSet } from '../../../../flexmatch';
import { read } from './published-rule-sets';

export function validity(): void {
  describe('rule sets that AWS publishes are valid', () => {
    it.each<[string, string[]]>([
      ['example-01', [' comment']],
      ['example-02', []],
      ['example-03', [' comment']],
      ['example-04', [' comment']],
      ['example-05', []],
      ['example-06', []],
      ['example-07', ['expansions[0].target repeated-key', 'expansions[0].steps repeated-key']],
      ['example-08', []],
      ['example-09', []],
      ['example-10', []],
      ['example-11', []],
      ['schema-small', []],
      ['schema-large', ['algorithm.backfillPriority no-effect']],
    ])('%s, with the warnings %j', (name, warnings) => {
      const reading = parseRuleSet(read(name));
      expect(reading.errors).toEqual([]);
      expect(reading.warnings.map((warning) => `${warning.path} ${warning.code}`)).toEqual(warnings);
    });
  });
}
