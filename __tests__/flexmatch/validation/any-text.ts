import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRuleSet } from '../../../flexmatch';
import { tries } from '../../../testing/effort';
import { base, withRule } from './readings';

/** JSON with another value at a path of names and indexes. */
function replaceAt(json: unknown, [first, ...further]: readonly string[], value: unknown): unknown {
  if (first === undefined || typeof json !== 'object' || json === null) return value;
  const replaceInner = (key: string, inner: unknown): unknown =>
    key === first ? replaceAt(inner, further, value) : inner;
  return Array.isArray(json)
    ? json.map((inner, index) => replaceInner(String(index), inner))
    : Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, replaceInner(key, inner)]));
}

export function anyText(): void {
  describe('parseRuleSet, given any text', () => {
    it('never crashes, for any text', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
          const reading = parseRuleSet(text);
          expect(reading.valid).toBe(false);
          expect(reading.errors.length).toBeGreaterThan(0);
        }),
        { numRuns: tries(200) },
      );
      fc.assert(
        fc.property(fc.json(), (text) => {
          expect(parseRuleSet(text).valid).toBe(false);
        }),
        { numRuns: tries(120) },
      );
    });

    it('never crashes on a rule set with any part replaced', () => {
      const whole = {
        ...base,
        algorithm: { strategy: 'exhaustiveSearch' },
        rules: [
          {
            name: 'R',
            type: 'distance',
            measurements: ['avg(teams[*].players.attributes[skill])'],
            referenceValue: 1,
            maxDistance: 3,
          },
          { name: 'C', type: 'compound', statement: 'not(R)' },
        ],
        expansions: [{ target: 'rules[R].maxDistance', steps: [{ waitTimeSeconds: 1, value: 2 }] }],
      };
      const paths: string[][] = [];
      const walk = (value: unknown, path: string[]): void => {
        if (typeof value === 'object' && value !== null)
          for (const [key, inner] of Object.entries(value)) {
            paths.push([...path, key]);
            walk(inner, [...path, key]);
          }
      };
      walk(whole, []);
      fc.assert(
        fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
          const reading = parseRuleSet(JSON.stringify(replaceAt(whole, path, value)));
          expect(reading.valid).toBe(reading.errors.length === 0);
          for (const error of reading.errors) expect(error.message.length).toBeGreaterThan(10);
        }),
        { numRuns: tries(300) },
      );
    });

    it('refuses deep nesting instead of overflowing the stack', () => {
      expect(parseRuleSet('['.repeat(60_000)).errors[0]?.code).toBe('not-json');
      expect(
        parseRuleSet(
          JSON.stringify({
            ...base,
            rules: [{ name: 'R', type: 'compound', statement: 'not('.repeat(9_000) }],
          }),
        ).errors[0]?.code,
      ).toBe('bad-statement');
      expect(withRule({ type: 'comparison', operation: '=', measurements: ['avg('.repeat(9_000)] })).toEqual([
        'rules[0].measurements[0] bad-expression',
      ]);
    });

    it('accepts comments, repeated keys and unknown keys with a warning that says where', () => {
      const reading = parseRuleSet(
        '{ // comment\n"ruleLanguageVersion": "1.0", "colour": 1,\n"teams": [{ "name": "a", ' +
          '"minPlayers": 1, "minPlayers": 2, "maxPlayers": 2, "maxPlayer": 3 }] /* end */ }',
      );
      expect(reading.valid).toBe(true);
      expect(reading.ruleSet?.teams[0]?.minPlayers).toBe(2);
      expect(reading.warnings.map((warning) => `${warning.path} ${warning.code}`)).toEqual([
        ' comment',
        'teams[0].minPlayers repeated-key',
        'teams[0].maxPlayer unknown-key',
        'colour unknown-key',
      ]);
      expect(reading.warnings[1]?.message).toContain('line 3');
      expect(reading.warnings[2]?.message).toContain('"maxPlayers"');
    });

    it('suggests the closest word for a misspelt one', () => {
      const message = (change: object): string =>
        parseRuleSet(JSON.stringify({ ...base, ...change })).errors[0]?.message ?? '';
      expect(
        message({
          rules: [
            {
              name: 'R',
              type: 'comparision',
              measurements: ['flatten(teams[*].players.attributes[mode])'],
              operation: '=',
            },
          ],
        }),
      ).toContain('write "comparison"');
      expect(
        message({
          rules: [
            {
              name: 'R',
              type: 'comparison',
              measurements: ['flatten(teams[*].players.attributes[mode])'],
              operation: '==',
            },
          ],
        }),
      ).toContain('write "="');
      expect(
        message({ rules: [{ name: 'R', type: 'batchDistance', batchAttribute: 'skil', maxDistance: 1 }] }),
      ).toContain('"skill"');
    });
  });
}
