import { DefinitionError } from '../core/define';
import { canonicalJson } from '../core/json';
import { type SeatRange } from '../core/game-rules';
import { type ExpressionNode } from '../flexmatch/expressions/syntax';
import { parseRuleSet } from '../flexmatch/rule-set/parse';
import {
  type Rule,
  type RuleSet,
  rulesInsideCompounds,
  type TeamDeclaration,
  teamNames,
} from '../flexmatch/rule-set/rule-set';
import { type AttributeType } from '../flexmatch/engine-types';
import { type SearchStage, searchStages } from './search-stages';

/** A rule set as the backend uses it. */
export interface RuleSetDefinition {
  /** Its own name, and that of its file. */
  readonly name: string;
  readonly file: string;
  /** The deployed body: no white space, keys sorted, so that reformatting the file changes nothing. */
  readonly body: string;
  /** Names of the teams in their order, quantities expanded: `red_1`, `red_2`. */
  readonly teams: readonly string[];
  /** Players of each of `teams`, expansions included. */
  readonly sizes: readonly SeatRange[];
  /** The numbers of players of its matches, expansions included. */
  readonly players: SeatRange;
  readonly attributes: ReadonlyMap<string, AttributeType>;
  /** Attributes that have the same value for all players of every match. */
  readonly equal: ReadonlySet<string>;
  /** The conditions for a match as a ticket waits: from the start, and from each step of an expansion. */
  readonly search: readonly SearchStage[];
  /** Whose waiting the steps count from: the ticket of a match that has waited longest or shortest. */
  readonly expansionAge: 'newest' | 'oldest';
  /** Names of its rules, for the dashboard. */
  readonly rules: readonly string[];
}

const folder = 'game/rule-sets';

/**
 * Reads a rule set.
 * @param value the JSON as it was imported
 * @param user the matchmaking that uses it, for the message: `matchmaking "duel"`
 * @throws DefinitionError with one line that names the file, the place in it, and the fix
 */
export function defineRuleSet(value: unknown, user: string): RuleSetDefinition {
  const name = nameOf(value, user);
  const file = `${folder}/${name}.json`;
  const body = canonicalJson(value);
  const { ruleSet, errors } = parseRuleSet(body);
  const [first] = errors;
  if (ruleSet === undefined) {
    const others =
      errors.length > 1 ? ` (and ${errors.length - 1} more: npm run flexmatch -- validate ${file})` : '';
    throw new DefinitionError(
      `${file}: ${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'is not a rule set'}${others}`,
    );
  }
  return {
    name,
    file,
    body,
    teams: ruleSet.teams.flatMap(teamNames),
    sizes: sizesOfTeams(ruleSet),
    players: playersOf(ruleSet),
    attributes: new Map(ruleSet.attributes.map((attribute) => [attribute.name, attribute.type])),
    equal: new Set(
      ruleSet.attributes.map(({ name: attribute }) => attribute).filter((it) => isEqual(ruleSet, it)),
    ),
    search: searchStages(ruleSet),
    expansionAge: ruleSet.algorithm.expansionAgeSelection,
    rules: ruleSet.rules.map((rule) => rule.name),
  };
}

function nameOf(value: unknown, user: string): string {
  const name: unknown =
    value !== null && typeof value === 'object' && 'name' in value ? value.name : undefined;
  if (typeof name === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(name)) return name;
  throw new DefinitionError(
    `game/index.ts: the rule set of ${user} has ` +
      `${name === undefined ? 'no name' : `the name ${JSON.stringify(name)}`}: give it "name", equal to ` +
      `the name of its file in ${folder}/`,
  );
}

/** Players of all teams together, from the smallest match to the largest. */
function playersOf(ruleSet: RuleSet): SeatRange {
  const sizes = sizesOfTeams(ruleSet);
  return {
    min: sizes.reduce((total, { min }) => total + min, 0),
    max: sizes.reduce((total, { max }) => total + max, 0),
  };
}

function sizesOfTeams(ruleSet: RuleSet): readonly SeatRange[] {
  return ruleSet.teams.flatMap((team) => {
    const min = Math.min(team.minPlayers, ...sizesOf(ruleSet, team, 'minPlayers'));
    const max = Math.max(team.maxPlayers, ...sizesOf(ruleSet, team, 'maxPlayers'));
    return teamNames(team).map(() => ({ min, max }));
  });
}

/**
 * Team of each seat of a match of this many players, seat 0 first, with teams as even as the rule set allows.
 * @returns undefined when the rule set forms no match of that size
 */
export function evenTeams(
  { sizes, players }: Pick<RuleSetDefinition, 'sizes' | 'players'>,
  seats: number,
): readonly number[] | undefined {
  if (seats < players.min || seats > players.max) return undefined;
  const filled = sizes.map(({ min }) => min);
  for (let rest = seats - players.min; rest > 0; rest -= 1) {
    const open = sizes.flatMap(({ max }, team) => ((filled[team] ?? max) < max ? [team] : []));
    const least = Math.min(...open.map((team) => filled[team] ?? 0));
    const next = open.find((team) => filled[team] === least) ?? 0;
    filled[next] = least + 1;
  }
  return filled.flatMap((size, team) => Array.from({ length: size }, () => team));
}

/** Sizes that expansions give a team. */
function sizesOf(
  { expansions }: RuleSet,
  team: TeamDeclaration,
  property: 'minPlayers' | 'maxPlayers',
): readonly number[] {
  const names = [team.name, ...teamNames(team)];
  return expansions
    .filter(
      ({ target }) =>
        target.kind === 'teams' &&
        target.property === property &&
        target.teams.some((name) => names.includes(name)),
    )
    .flatMap(({ steps }) => steps.flatMap(({ value }) => (typeof value === 'number' ? [value] : [])));
}

/** True when an unconditional rule allows only players with the same value of the attribute in a match. */
function isEqual({ rules, expansions }: RuleSet, attribute: string): boolean {
  const conditional = rulesInsideCompounds(rules);
  return rules.some(
    (rule) =>
      !conditional.has(rule.name) &&
      comparesAll(rule, attribute) &&
      !expansions.some(({ target }) => target.kind === 'rule' && target.rule === rule.name),
  );
}

function comparesAll(rule: Rule, attribute: string): boolean {
  switch (rule.type) {
    case 'batchDistance':
      return rule.batchAttribute === attribute && (rule.maxDistance === undefined || rule.maxDistance === 0);
    case 'comparison':
      return rule.operation === '=' && rule.measurements.some(({ node }) => readsAllPlayers(node, attribute));
    default:
      return false;
  }
}

function readsAllPlayers(node: ExpressionNode, attribute: string): boolean {
  if (node.kind === 'call') return node.name === 'flatten' && readsAllPlayers(node.argument, attribute);
  return node.teams === 'all' && node.member.kind === 'attribute' && node.member.name === attribute;
}
