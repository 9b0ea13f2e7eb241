/**
 * Rule sets as the guide's schema pages print them: the JSON that the oracle reads. It shares no code with
 * the engine; only the type of tickets is the engine's own.
 */
import { type PoolTicket, type TicketPlayer } from '../../../flexmatch';

export type AttributeType = 'string' | 'number' | 'string_list' | 'string_number_map';
export type NumberAggregation = 'min' | 'max' | 'avg';

export interface AttributeJson {
  name: string;
  type: AttributeType;
  default?: string | number | string[] | Record<string, number>;
}
export interface TeamJson {
  name: string;
  minPlayers: number;
  maxPlayers: number;
  quantity?: number;
}

export interface ComparisonJson {
  name: string;
  type: 'comparison';
  measurements: string[];
  referenceValue?: string | number;
  operation: '<' | '<=' | '=' | '!=' | '>' | '>=';
  partyAggregation?: NumberAggregation;
}
export interface DistanceJson {
  name: string;
  type: 'distance';
  measurements: string[];
  referenceValue: string | number;
  minDistance?: number;
  maxDistance?: number;
  partyAggregation?: NumberAggregation;
}
export interface CollectionJson {
  name: string;
  type: 'collection';
  measurements: string[];
  referenceValue?: string | string[];
  operation: 'intersection' | 'contains' | 'reference_intersection_count';
  minCount?: number;
  maxCount?: number;
  partyAggregation?: 'union' | 'intersection';
}
export interface CompoundJson {
  name: string;
  type: 'compound';
  statement: string;
}
export interface BatchDistanceJson {
  name: string;
  type: 'batchDistance';
  batchAttribute: string;
  maxDistance?: number;
  partyAggregation?: NumberAggregation;
}
export interface LatencyJson {
  name: string;
  type: 'latency';
  maxLatency?: number;
  maxDistance?: number;
  distanceReference?: 'min' | 'avg';
  partyAggregation?: NumberAggregation;
}
export interface SortJson {
  name: string;
  type: 'absoluteSort' | 'distanceSort';
  sortDirection: 'ascending' | 'descending';
  sortAttribute: string;
  mapKey?: 'minValue' | 'maxValue';
  partyAggregation?: NumberAggregation;
}
export type RuleJson =
  ComparisonJson | DistanceJson | CollectionJson | CompoundJson | BatchDistanceJson | LatencyJson | SortJson;

export interface ExpansionJson {
  target: string;
  steps: Array<{ waitTimeSeconds: number; value: number | string | string[] }>;
}

export interface RuleSetJson {
  ruleLanguageVersion: '1.0';
  playerAttributes: AttributeJson[];
  algorithm?: {
    strategy?: 'exhaustiveSearch' | 'balanced';
    batchingPreference?: 'random' | 'sorted';
    sortByAttributes?: string[];
    expansionAgeSelection?: 'newest' | 'oldest';
    backfillPriority?: 'normal' | 'low' | 'high';
  };
  teams: TeamJson[];
  rules?: RuleJson[];
  expansions?: ExpansionJson[];
}

/** The readings of the documents' open questions, and the slots that the configuration keeps free. */
export interface Reading {
  partyValue: 'each-member' | 'once';
  latencyInclusive: boolean;
  commonLocation: boolean;
  additionalPlayerCount: number;
}

export const usualReading: Reading = {
  partyValue: 'each-member',
  latencyInclusive: true,
  commonLocation: true,
  additionalPlayerCount: 0,
};

/** A team of a match: quantity teams are `name_1` … `name_n`; `base` is the name in the rule set. */
export interface Team {
  name: string;
  base: string;
  min: number;
  max: number;
}

/** Players that form a party: all players of a ticket, or one current player of a running session. */
export interface Party {
  ticket: PoolTicket;
  players: readonly TicketPlayer[];
}

/** The players of each team, by the names of all teams in the order of the rule set. */
export type Lineup = ReadonlyMap<string, readonly Party[]>;

export function teamsOf(ruleSet: RuleSetJson): Team[] {
  return ruleSet.teams.flatMap(({ name, minPlayers: min, maxPlayers: max, quantity = 1 }) =>
    quantity === 1
      ? [{ name, base: name, min, max }]
      : Array.from({ length: quantity }, (_, index) => ({
          name: `${name}_${index + 1}`,
          base: name,
          min,
          max,
        })),
  );
}

/**
 * The teams that a name in brackets stands for: `*`, a base name, a numbered name, or several with commas.
 */
export function teamsNamed(selector: string, teams: readonly Team[]): { names: string[]; several: boolean } {
  if (selector.trim() === '*') return { names: teams.map((team) => team.name), several: true };
  const written = selector.split(',').map((part) => part.trim());
  const names = written.flatMap((name) =>
    teams.filter((team) => team.name === name || team.base === name).map((team) => team.name),
  );
  return { names, several: written.length > 1 || names.length > 1 };
}

/**
 * The parties of a ticket. The players of a running session came from several tickets, so each counts alone.
 */
export function partiesOf(ticket: PoolTicket): Party[] {
  return ticket.backfill === undefined
    ? [{ ticket, players: ticket.players }]
    : ticket.players.map((player) => ({ ticket, players: [player] }));
}
