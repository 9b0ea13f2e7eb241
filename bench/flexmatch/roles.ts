import Table from 'cli-table3';
import { compareRuleSets, parsePopulation } from '../../flexmatch/simulate';
import { Limits } from '../limits';
import { validRuleSet } from './valid-rule-set';

/** Two rule sets with roles on the same tickets, as one compares them before a change. */
export interface RolesFigures {
  readonly population: string;
  readonly tickets: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly matchedShare: number;
  /** Share of the looks at the pool that ended without a proof, of the worse rule set. */
  readonly withoutProof: number;
}

/** Seconds for two runs of 12,000 players. */
const mostSeconds = 20;
const players = 12_000;

/** Five against five with exactly one tank and one healer a team, even teams, skill and latency near. */
function ruleSet(fair: number, near: number, latency: number): string {
  const contains = (team: string, role: string): object => ({
    name: `${role}-${team}`,
    type: 'collection',
    operation: 'contains',
    measurements: [`flatten(teams[${team}].players.attributes[roles])`],
    referenceValue: role,
    minCount: 1,
    maxCount: 1,
  });
  return JSON.stringify({
    name: `fair-${fair}`,
    ruleLanguageVersion: '1.0',
    playerAttributes: [
      { name: 'roles', type: 'string_list' },
      { name: 'skill', type: 'number' },
    ],
    teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 5, maxPlayers: 5 })),
    rules: [
      ...['red', 'blue'].flatMap((team) => [contains(team, 'tank'), contains(team, 'healer')]),
      {
        name: 'Fair',
        type: 'distance',
        measurements: ['avg(teams[red].players.attributes[skill])'],
        referenceValue: 'avg(teams[blue].players.attributes[skill])',
        maxDistance: fair,
      },
      { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: near },
      { name: 'Fast', type: 'latency', maxLatency: latency },
    ],
    expansions: [
      { target: 'rules[Fair].maxDistance', steps: [{ waitTimeSeconds: 20, value: 2 * fair }] },
      { target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 30, value: 2 * near }] },
    ],
  });
}

/** Players with one role each. @param weights of tank, healer and the others */
function populationOf(weights: readonly number[], parties: readonly number[]): string {
  const values = ['tank', 'healer', 'dps'];
  return JSON.stringify({
    arrivals: { ticketsPerMinute: 200 },
    parties: parties.map((weight, index) => ({ size: index + 1, weight })),
    attributes: {
      skill: { distribution: 'normal', mean: 1000, sd: 200 },
      roles: {
        distribution: 'list',
        least: 1,
        most: 1,
        options: weights.map((weight, index) => ({ value: values[index] ?? '', weight })),
      },
    },
  });
}

const populations: ReadonlyArray<readonly [name: string, population: string]> = [
  ['as many of each as a match needs, parties of 1–3', populationOf([1, 1, 3], [7, 2, 1])],
  ['single players, a tenth too few of the third role', populationOf([6, 6, 13], [1])],
  ['single players, as many of each role', populationOf([1, 1, 1], [1])],
];

/** Prints the table, and checks each row against its limit. */
export function roles(
  quick: boolean,
  print: (line: string) => void,
  limits: Limits,
): readonly RolesFigures[] {
  const [before, after] = [validRuleSet(ruleSet(50, 300, 120)), validRuleSet(ruleSet(80, 480, 160))];
  const table = new Table({
    head: ['two rule sets with roles, 12,000 players', 'tickets', 'time', 'CPU', 'matched', 'no proof'],
    style: { head: [], border: [] },
  });
  const figures = populations.map(([population, text]): RolesFigures => {
    const begun = performance.now();
    const spentBefore = process.cpuUsage();
    const compared = compareRuleSets(before, after, {
      population: parsePopulation(text),
      players: quick ? players / 20 : players,
    });
    const { user, system } = process.cpuUsage(spentBefore);
    const seconds = (performance.now() - begun) / 1000;
    const sides = [compared.before, compared.after];
    const one: RolesFigures = {
      population,
      tickets: compared.before.tickets.arrived,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      matchedShare: compared.before.tickets.matchedShare,
      withoutProof: Math.max(...sides.map(({ looks, looksWithoutProof }) => looksWithoutProof / looks)),
    };
    limits.check(`roles, ${population}`, seconds, 's', { most: mostSeconds });
    limits.check(`looks without a proof, ${population}`, one.withoutProof * 100, '%', { below: 1 });
    return one;
  });
  table.push(
    ...figures.map(({ population, tickets, seconds, cpuSeconds, matchedShare, withoutProof }) => [
      population,
      tickets.toLocaleString('en'),
      `${seconds.toFixed(1)} s`,
      `${cpuSeconds.toFixed(1)} s`,
      `${(matchedShare * 100).toFixed(0)} %`,
      `${(withoutProof * 100).toFixed(2)} %`,
    ]),
  );
  print(table.toString());
  return figures;
}
