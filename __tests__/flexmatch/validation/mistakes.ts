import { describe, expect, it } from '@jest/globals';
import { withRule, skill, expansion } from './readings';

export function mistakes(): void {
  describe('parseRuleSet, given a mistake', () => {
    it.each<[string, object, string]>([
      [
        'comparison < without reference',
        { type: 'comparison', measurements: [skill], operation: '<' },
        'rules[0].referenceValue missing',
      ],
      [
        'comparison of strings by <',
        {
          type: 'comparison',
          measurements: ['flatten(teams[*].players.attributes[mode])'],
          operation: '<',
          referenceValue: 'x',
        },
        'rules[0].operation type-mismatch',
      ],
      [
        'comparison of numbers with a string',
        { type: 'comparison', measurements: [skill], operation: '=', referenceValue: 'ten' },
        'rules[0].referenceValue type-mismatch',
      ],
      [
        'distance without limits',
        { type: 'distance', measurements: [skill], referenceValue: 1 },
        'rules[0].maxDistance missing',
      ],
      [
        'distance without reference',
        { type: 'distance', measurements: [skill], maxDistance: 1 },
        'rules[0].referenceValue missing',
      ],
      [
        'average of strings',
        {
          type: 'distance',
          measurements: ['avg(teams[red].players.attributes[mode])'],
          referenceValue: 1,
          maxDistance: 1,
        },
        'rules[0].measurements[0] type-mismatch',
      ],
      [
        'an unknown team',
        {
          type: 'distance',
          measurements: ['avg(teams[green].players.attributes[skill])'],
          referenceValue: 1,
          maxDistance: 1,
        },
        'rules[0].measurements[0] unknown-name',
      ],
      [
        'players as numbers',
        { type: 'distance', measurements: ['teams[red].players'], referenceValue: 1, maxDistance: 1 },
        'rules[0].measurements[0] type-mismatch',
      ],
      [
        'contains without reference',
        {
          type: 'collection',
          operation: 'contains',
          measurements: ['teams[red].players.attributes[maps]'],
          minCount: 1,
        },
        'rules[0].referenceValue missing',
      ],
      [
        'collection without counts',
        {
          type: 'collection',
          operation: 'intersection',
          measurements: ['teams[red].players.attributes[maps]'],
        },
        'rules[0].minCount missing',
      ],
      [
        'batchDistance of a number without distance',
        { type: 'batchDistance', batchAttribute: 'skill' },
        'rules[0].maxDistance missing',
      ],
      ['latency without limits', { type: 'latency' }, 'rules[0].maxLatency missing'],
      [
        'latency distance without its reference',
        { type: 'latency', maxDistance: 10 },
        'rules[0].distanceReference missing',
      ],
      [
        'sort without direction',
        { type: 'absoluteSort', sortAttribute: 'skill' },
        'rules[0].sortDirection missing',
      ],
      [
        'sort of a map without key',
        { type: 'distanceSort', sortAttribute: 'weights', sortDirection: 'ascending' },
        'rules[0].mapKey missing',
      ],
      [
        'an unknown party aggregation',
        { type: 'batchDistance', batchAttribute: 'skill', maxDistance: 1, partyAggregation: 'median' },
        'rules[0].partyAggregation unknown-value',
      ],
    ])('refuses %s', (_, rule, expected) => {
      expect(withRule(rule)).toContain(expected);
    });

    it.each<[string, string, unknown, string]>([
      [
        'an unknown rule',
        'rules[X].maxDistance',
        [{ waitTimeSeconds: 1, value: 1 }],
        'expansions[0].target unknown-name',
      ],
      [
        'a property of another rule type',
        'rules[R].minCount',
        [{ waitTimeSeconds: 1, value: 1 }],
        'expansions[0].target bad-target',
      ],
      [
        'a compound rule',
        'rules[N].statement',
        [{ waitTimeSeconds: 1, value: 'R' }],
        'expansions[0].target bad-target',
      ],
      [
        'the algorithm',
        'algorithm.strategy',
        [{ waitTimeSeconds: 1, value: 'balanced' }],
        'expansions[0].target bad-target',
      ],
      [
        'steps that do not rise',
        'rules[R].maxDistance',
        [
          { waitTimeSeconds: 5, value: 1 },
          { waitTimeSeconds: 5, value: 2 },
        ],
        'expansions[0].steps[1].waitTimeSeconds not-increasing',
      ],
      [
        'a step without value',
        'rules[R].maxDistance',
        [{ waitTimeSeconds: 5 }],
        'expansions[0].steps[0].value missing',
      ],
      [
        'a value of another type',
        'rules[R].maxDistance',
        [{ waitTimeSeconds: 5, value: 'far' }],
        'expansions[0].steps[0].value wrong-type',
      ],
      [
        'teams beyond 40 players',
        'teams[red].maxPlayers',
        [{ waitTimeSeconds: 5, value: 39 }],
        'expansions[0].steps[0].value too-many-players',
      ],
    ])('refuses an expansion of %s', (_, target, steps, expected) => {
      expect(expansion(target, steps)).toContain(expected);
    });
  });
}
