import { describe, expect, it } from '@jest/globals';
import { defineRuleSet } from '../../definition/rule-set';
import { stagesAt } from '../../definition/search-stages';

/** A team of at least four players, later of two, two teams of one, and limits that widen at other times. */
const staged = {
  name: 'staged',
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'skill', type: 'number', default: 1500 },
    { name: 'level', type: 'number', default: 1 },
  ],
  algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: 'oldest' },
  teams: [
    { name: 'many', minPlayers: 4, maxPlayers: 5 },
    { name: 'side', minPlayers: 1, maxPlayers: 1, quantity: 2 },
  ],
  rules: [
    { name: 'FairSkill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 200 },
    { name: 'FastEnough', type: 'latency', maxLatency: 120 },
    { name: 'FairLevel', type: 'batchDistance', batchAttribute: 'level', maxDistance: 3 },
    {
      name: 'SameLevel',
      type: 'comparison',
      measurements: ['flatten(teams[*].players.attributes[level])'],
      operation: '=',
    },
    { name: 'Either', type: 'compound', statement: 'or(SameLevel, FastEnough)' },
  ],
  expansions: [
    { target: 'teams[many].minPlayers', steps: [{ waitTimeSeconds: 10, value: 2 }] },
    {
      target: 'rules[FairSkill].maxDistance',
      steps: [
        { waitTimeSeconds: 5, value: 400 },
        { waitTimeSeconds: 10, value: 800 },
      ],
    },
  ],
};
const skill = (most: number) => ({ kind: 'attribute', attribute: 'skill', most });
const level = { kind: 'attribute', attribute: 'level', most: 3 };
const { search, expansionAge } = defineRuleSet(staged, 'matchmaking "staged"');

describe('what a search needs', () => {
  it('is given for the start and for each step of an expansion', () => {
    expect(search).toEqual([
      { fromSeconds: 0, players: { min: 6, max: 7 }, limits: [skill(200), level] },
      { fromSeconds: 5, players: { min: 6, max: 7 }, limits: [skill(400), level] },
      { fromSeconds: 10, players: { min: 4, max: 7 }, limits: [skill(800), level] },
    ]);
    expect(expansionAge).toBe('oldest');
  });

  it('has the limits of unconditional rules only, latencies among them', () => {
    const { rules } = staged;
    const plain = { ...staged, rules: rules.filter(({ name }) => name !== 'Either') };
    expect(defineRuleSet(plain, 'matchmaking "staged"').search[0]?.limits).toEqual([
      skill(200),
      { kind: 'latency', most: 120 },
      level,
    ]);
  });

  it('keeps what one expansion has changed of a rule when another one changes a second property', () => {
    const target = 'rules[FairSkill].partyAggregation';
    const second = { target, steps: [{ waitTimeSeconds: 7, value: 'max' }] };
    const { search: both } = defineRuleSet(
      { ...staged, expansions: [...staged.expansions, second] },
      'matchmaking "staged"',
    );
    expect(both.map(({ fromSeconds, limits }) => [fromSeconds, limits])).toEqual([
      [0, [skill(200), level]],
      [5, [skill(400), level]],
      [7, [skill(400), level]],
      [10, [skill(800), level]],
    ]);
  });

  it('changes with the waiting: each stage begins at its second', () => {
    const from = (seconds: number) => {
      const { now, next } = stagesAt(search, seconds);
      return [now?.fromSeconds, next?.fromSeconds];
    };
    expect([0, 4.9, 5, 10, 600].map(from)).toEqual([
      [0, 5],
      [0, 5],
      [5, 10],
      [10, undefined],
      [10, undefined],
    ]);
  });
});
