import fs from 'node:fs';
import path from 'node:path';
import {
  type AttributeValue,
  parseRuleSet,
  type PoolTicket,
  runCase,
  type RuleSet,
  type TimedMatch,
} from '../../../../flexmatch';

export const read = (name: string): string =>
  fs.readFileSync(path.join(__dirname, '..', 'published', `${name}.json`), 'utf8');
export function ruleSetOf(body: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

export interface Wish {
  id?: string;
  start?: number;
  latency?: number;
  attributes?: Record<string, AttributeValue>;
}

/** Single players; `latency` is to the only location of the test. */
export function singles(wishes: readonly Wish[]): PoolTicket[] {
  return wishes.map(({ id, start = 0, latency, attributes = {} }, index) => ({
    ticketId: id ?? `t${index}`,
    startTime: start,
    players: [
      {
        playerId: id ?? `t${index}`,
        attributes,
        ...(latency === undefined ? {} : { latencyMs: { 'us-west-2': latency } }),
      },
    ],
  }));
}
export const many = (count: number, wish: (index: number) => Wish): PoolTicket[] =>
  singles(Array.from({ length: count }, (_, index) => wish(index)));
export const play = (name: string, tickets: readonly PoolTicket[], at = 0): readonly TimedMatch[] =>
  runCase({ tickets, at, additionalPlayerCount: 0 }, ruleSetOf(read(name))).matches;
export const sizes = (match: TimedMatch | undefined): number[] =>
  match?.match.teams.map((team) => team.playerIds.length) ?? [];
export const teamOf = (match: TimedMatch | undefined, player: string): string | undefined =>
  match?.match.teams.find((team) => team.playerIds.includes(player))?.name;
