import { type AttributeType } from '../engine-types';
import { type ExpressionNode } from '../expressions/syntax';
import { type ValueType } from '../expressions/types';
import { type AttributeValue } from '../engine-types';
import { type StatementNode } from './statement';

/** An attribute of players that rules may read. */
export interface AttributeDeclaration {
  readonly name: string;
  readonly type: AttributeType;
  /** The value of players who send none. */
  readonly default?: AttributeValue;
}

/** The algorithm of a rule set, complete with FlexMatch's defaults. */
export interface Algorithm {
  readonly strategy: 'exhaustiveSearch' | 'balanced';
  readonly batchingPreference: 'random' | 'sorted' | 'largestPopulation' | 'fastestRegion';
  readonly balancedAttribute?: string;
  readonly sortByAttributes: readonly string[];
  readonly expansionAgeSelection: 'newest' | 'oldest';
  readonly backfillPriority: 'normal' | 'low' | 'high';
}

/** `quantity` teams of one name and size. Sizes count players, and may change by expansions. */
export interface TeamDeclaration {
  readonly name: string;
  readonly minPlayers: number;
  readonly maxPlayers: number;
  readonly quantity: number;
}

export const numberAggregations = ['min', 'max', 'avg'] as const;
export type NumberAggregation = (typeof numberAggregations)[number];

/** How lists of a party's players become one list. */
export type ListAggregation = 'union' | 'intersection';

/** A typed expression with its text. */
export interface Expression {
  readonly text: string;
  readonly node: ExpressionNode;
  readonly type: ValueType;
}

/** The value with which measurements are compared: a constant, or an expression on the same match. */
export type Reference =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list'; readonly value: readonly string[] }
  | { readonly kind: 'expression'; readonly value: Expression };

export const comparisonOperations = ['<', '<=', '=', '!=', '>', '>='] as const;
export const collectionOperations = ['intersection', 'contains', 'reference_intersection_count'] as const;

/** Compares measurements with a reference; without one, with each other. */
export interface ComparisonRule {
  readonly type: 'comparison';
  readonly name: string;
  readonly measurements: readonly Expression[];
  readonly reference?: Reference;
  readonly operation: (typeof comparisonOperations)[number];
  readonly partyAggregation: NumberAggregation;
}

/** Bounds the absolute difference between each measurement and the reference. */
export interface DistanceRule {
  readonly type: 'distance';
  readonly name: string;
  readonly measurements: readonly Expression[];
  readonly reference: Reference;
  readonly minDistance?: number;
  readonly maxDistance?: number;
  readonly partyAggregation: NumberAggregation;
}

/** Bounds or compares the content of lists of strings. */
export interface CollectionRule {
  readonly type: 'collection';
  readonly name: string;
  readonly measurements: readonly Expression[];
  readonly reference?: Reference;
  readonly operation: (typeof collectionOperations)[number];
  readonly minCount?: number;
  readonly maxCount?: number;
  readonly partyAggregation: ListAggregation;
}

/** Bounds the difference between the largest and the smallest value of an attribute in the match. */
export interface BatchDistanceRule {
  readonly type: 'batchDistance';
  readonly name: string;
  readonly batchAttribute: string;
  /** Absent for string attributes: all must be equal. */
  readonly maxDistance?: number;
  readonly partyAggregation: NumberAggregation;
}

/** Accepts locations by the latencies of players, in milliseconds. */
export interface LatencyRule {
  readonly type: 'latency';
  readonly name: string;
  readonly maxLatency?: number;
  readonly maxDistance?: number;
  readonly distanceReference: 'min' | 'avg';
  readonly partyAggregation: NumberAggregation;
}

/** Orders the candidates for the match of a ticket. It excludes none. */
export interface SortRule {
  readonly type: 'absoluteSort' | 'distanceSort';
  readonly name: string;
  readonly sortDirection: 'ascending' | 'descending';
  readonly sortAttribute: string;
  readonly mapKey?: 'minValue' | 'maxValue';
  readonly partyAggregation: NumberAggregation;
}

/** A boolean expression over rules that stand before it; `text` is the expression as written. */
export interface CompoundRule {
  readonly type: 'compound';
  readonly name: string;
  readonly statement: StatementNode;
  readonly text: string;
}

/** Any rule; `type` decides its fields. */
export type Rule =
  ComparisonRule | DistanceRule | CollectionRule | BatchDistanceRule | LatencyRule | SortRule | CompoundRule;
/** Rules that let a match pass or fail; sort rules only order candidates. */
export type FilterRule = Exclude<Rule, SortRule>;

/** The properties of rules that an expansion may change. */
export type ExpandableProperty =
  | 'maxDistance'
  | 'minDistance'
  | 'maxLatency'
  | 'minCount'
  | 'maxCount'
  | 'referenceValue'
  | 'operation'
  | 'measurements'
  | 'partyAggregation'
  | 'distanceReference';

/** The property that an expansion changes. */
export type ExpansionTarget =
  | { readonly kind: 'rule'; readonly rule: string; readonly property: ExpandableProperty }
  | {
      readonly kind: 'teams';
      readonly teams: readonly string[];
      readonly property: 'minPlayers' | 'maxPlayers';
    };

/** The new value from a waiting time on. Steps of an expansion are in the order of their times. */
export interface ExpansionStep {
  readonly waitTimeSeconds: number;
  /** The rule from this step on, or the team size. */
  readonly value: number | { readonly rule: Rule };
  /** The text in the rule set. */
  readonly shown: string;
}

/** The steps of one target; `text` is the target as written. */
export interface Expansion {
  readonly target: ExpansionTarget;
  readonly text: string;
  readonly steps: readonly ExpansionStep[];
}

/** A validated rule set. */
export interface RuleSet {
  readonly name: string;
  readonly attributes: readonly AttributeDeclaration[];
  readonly algorithm: Algorithm;
  readonly teams: readonly TeamDeclaration[];
  readonly rules: readonly Rule[];
  readonly expansions: readonly Expansion[];
  /** Sum of maxPlayers × quantity. */
  readonly maxPlayers: number;
  /** More than 40 players: matched by the balanced algorithm. */
  readonly large: boolean;
}

export const maxSmallMatchPlayers = 40;
export const maxMatchPlayers = 200;

/** Names of the teams in the order of the rule set; a quantity team becomes name_1 … name_n. */
export function teamNames(team: TeamDeclaration): readonly string[] {
  return team.quantity === 1
    ? [team.name]
    : Array.from({ length: team.quantity }, (_, index) => `${team.name}_${index + 1}`);
}

/** Names of the rules that count only inside a compound statement. */
export function rulesInsideCompounds(rules: readonly Rule[]): ReadonlySet<string> {
  const inside = new Set<string>();
  const walk = (node: StatementNode): void => {
    if (node.kind === 'rule') inside.add(node.name);
    else node.arguments.forEach(walk);
  };
  for (const rule of rules) if (rule.type === 'compound') walk(rule.statement);
  return inside;
}
