/**
 * Small pools, each for a sentence of the FlexMatch guide. Their answers are worked out by hand, not by an
 * engine.
 */
import { expect } from '@jest/globals';
import { answerCase, parseRuleSet, readCase } from '../../../flexmatch';
import { differences, type Expectation } from '../../conformance/flexmatch/expectations';

type Attributes = Readonly<Record<string, unknown>>;
export interface Member {
  readonly attributes?: Attributes;
  readonly latencyMs?: Readonly<Record<string, number>>;
  readonly team?: string;
}
export interface Waiting {
  readonly id: string;
  readonly startTime: number;
  readonly players: ReadonlyArray<Member & { readonly id: string }>;
  readonly backfill?: true;
}
export interface Wish {
  readonly teams?: readonly object[];
  readonly attributes?: readonly object[];
  readonly rules?: readonly object[];
  readonly expansions?: readonly object[];
  readonly algorithm?: object;
}

/** A ticket of one player with the same name. */
export const solo = (id: string, member: Member | Attributes = {}, startTime = 0): Waiting => ({
  id,
  startTime,
  players: [{ id, ...('attributes' in member || 'latencyMs' in member ? member : { attributes: member }) }],
});

/** A ticket of players t1, t2 … */
export const party = (id: string, members: readonly Member[], startTime = 0): Waiting => ({
  id,
  startTime,
  players: members.map((member, index) => ({ id: `${id}${index + 1}`, ...member })),
});
export const many = (id: string, count: number): Waiting => party(id, Array<Member>(count).fill({}));
export const giveSkills = (...skills: readonly number[]): Waiting[] =>
  skills.map((skill, index) => solo('abcdefgh'[index] ?? '', { skill }));
export const versus = (minPlayers: number, maxPlayers = minPlayers) => [
  { name: 'red', minPlayers, maxPlayers },
  { name: 'blue', minPlayers, maxPlayers },
];
export const together = (minPlayers: number, maxPlayers = minPlayers) => [
  { name: 'crew', minPlayers, maxPlayers },
];
export const number = { name: 'skill', type: 'number' };
export const list = { name: 'tags', type: 'string_list' };
export const text = { name: 'map', type: 'string' };
export const each = (name: string): string => `flatten(teams[*].players.attributes[${name}])`;
export const of = (team: string, how = 'avg'): string => `${how}(teams[${team}].players.attributes[skill])`;
export const close = (more: object) => ({
  name: 'Close',
  type: 'distance',
  measurements: [of('red')],
  referenceValue: of('blue'),
  ...more,
});
export const skill = (operation: string, referenceValue?: unknown) => ({
  name: 'Skill',
  type: 'comparison',
  measurements: [each('skill')],
  operation,
  ...(referenceValue === undefined ? {} : { referenceValue }),
});
export const tags = (operation: string, more: object) => ({
  name: 'Tags',
  type: 'collection',
  operation,
  measurements: [each('tags')],
  ...more,
});
export const ping = (more: object) => ({ name: 'Ping', type: 'latency', ...more });
export const at = (...pairs: ReadonlyArray<readonly [number, unknown]>) =>
  pairs.map(([waitTimeSeconds, value]) => ({ waitTimeSeconds, value }));

/** Asserts the matches of a pool up to `until` seconds, with three seeds. */
export function gives(wish: Wish, tickets: readonly Waiting[], expected: Expectation, until = 5): void {
  const body = JSON.stringify({
    ruleLanguageVersion: '1.0',
    playerAttributes: wish.attributes ?? [number],
    teams: wish.teams ?? versus(1),
    rules: wish.rules ?? [],
    ...(wish.expansions === undefined ? {} : { expansions: wish.expansions }),
    ...(wish.algorithm === undefined ? {} : { algorithm: wish.algorithm }),
  });
  const { ruleSet, errors } = parseRuleSet(body);
  expect(errors).toEqual([]);
  if (ruleSet === undefined) throw new Error('the rule set is not valid');
  const written = JSON.stringify({ id: 'x', ruleSet: 'x', tickets, at: until, expect: {} });
  const matchCase = readCase(JSON.parse(written), 'x.json');
  for (const seed of [1, 2, 3]) {
    const answer = answerCase(matchCase, ruleSet, seed);
    expect({ found: differences(answer, expected), answer }).toMatchObject({ found: [] });
  }
}
export const none: Expectation = { matched: false };
export const all: Expectation = { matchCount: 1, matched: true };
