import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDistributionFlag, parsePopulation, parseWeights } from '../../../../flexmatch/simulate';

export function filesAndFlags(): void {
  describe('a population file', () => {
    it('is read with its defaults', () => {
      expect(
        parsePopulation(
          '{"arrivals":{"ticketsPerMinute":5},"parties":[{"size":2}],"regions":[{"name":"us-east-1"}],' +
            '"attributes":{"skill":{"distribution":"normal","mean":1,"sd":2}}}',
        ),
      ).toEqual({
        arrivals: { ticketsPerMinute: 5, startHour: 0, process: 'poisson' },
        parties: [{ size: 2, weight: 1 }],
        attributes: { skill: { distribution: 'normal', mean: 1, sd: 2 } },
        regions: [{ name: 'us-east-1', weight: 1 }],
      });
    });

    it.each([
      ['{', /line 1, column 2/],
      ['[]', /the population: .*object/],
      ['{"atributes":{}}', /the population: has no member "atributes"/],
      ['{"arrivals":{"ticketsPerMinute":-1}}', /arrivals\.ticketsPerMinute: .*>0/],
      ['{"arrivals":{"byHour":[1,2]}}', /arrivals\.byHour: must hold 24 rates/],
      [
        '{"attributes":{"skill":{"distribution":"bell","mean":1}}}',
        /attributes\.skill\.distribution: "distribution" must be one of "normal"/,
      ],
      [
        '{"attributes":{"skill":{"distribution":"normal","mean":"x","sd":1}}}',
        /attributes\.skill\.mean: .*number/,
      ],
      [
        '{"attributes":{"skill":{"distribution":"uniform","min":5,"max":1}}}',
        /attributes\.skill\.min: min must not be above max/,
      ],
      ['{"parties":[{"size":0}]}', /parties\[0\]\.size: .*1/],
      ['{"parties":[{"size":1,"weight":0}]}', /parties: at least one weight must be above 0/],
      ['{"regions":[{"name":"a"},{"name":"a"}]}', /regions: two regions have the same name/],
      ['{"withoutLatency":2}', /withoutLatency: .*1/],
    ])('refuses %s, by the name of the field', (text, message) => {
      expect(() => parsePopulation(text)).toThrow(message);
    });

    it('never throws any other error, for any content', () => {
      fc.assert(
        fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
          try {
            parsePopulation(text);
          } catch (error) {
            expect(error instanceof Error ? error.constructor.name : error).toBe('PopulationError');
          }
        }),
      );
    });
  });

  describe('distributions and weights in flags', () => {
    it.each([
      ['normal:1500,300', { distribution: 'normal', mean: 1500, sd: 300 }],
      ['normal:1500,300,0,3000', { distribution: 'normal', mean: 1500, sd: 300, min: 0, max: 3000 }],
      ['lognormal:50,0.6', { distribution: 'lognormal', median: 50, sigma: 0.6 }],
      ['uniform:0,100', { distribution: 'uniform', min: 0, max: 100 }],
      ['constant:chess', { distribution: 'constant', value: 'chess' }],
      ['constant:3', { distribution: 'constant', value: 3 }],
      [
        'choice:chess*3,go',
        {
          distribution: 'choice',
          options: [
            { value: 'chess', weight: 3 },
            { value: 'go', weight: 1 },
          ],
        },
      ],
      [
        'list:1-2:a,b*0.5',
        {
          distribution: 'list',
          least: 1,
          most: 2,
          options: [
            { value: 'a', weight: 1 },
            { value: 'b', weight: 0.5 },
          ],
        },
      ],
    ])('%s', (text, expected) => {
      expect(parseDistributionFlag('x', text)).toEqual(expected);
    });

    it.each(['bell:1', 'normal:1', 'normal:a,b', 'uniform:9,1', 'choice:', 'list:a', 'normal'])(
      '%s is refused with the accepted forms',
      (text) => {
        expect(() => parseDistributionFlag('skill', text)).toThrow(/attribute skill: .*write normal:MEAN,SD/);
      },
    );

    it('weights', () => {
      expect(parseWeights('--regions', 'a=2, b')).toEqual([
        { name: 'a', weight: 2 },
        { name: 'b', weight: 1 },
      ]);
      for (const text of ['=2', 'a=', 'a=x', 'a=-1'])
        expect(() => parseWeights('--regions', text)).toThrow(/--regions ".*": write NAME=WEIGHT/);
    });
  });
}
