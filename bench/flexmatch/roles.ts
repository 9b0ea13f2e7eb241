import Table from 'cli-table3';
import { playAll, threadsOf } from '../../flexmatch/cli/threads';
import { parsePopulation, planComparison } from '../../flexmatch/simulate';
import { type Limits } from '../limits';
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
const maxSeconds = 20;
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

async function measureRoles(population: string, text: string, count: number): Promise<RolesFigures> {
  const plan = planComparison(validRuleSet(ruleSet(50, 300, 120)), validRuleSet(ruleSet(80, 480, 160)), {
    population: parsePopulation(text),
    players: count,
  });
  const begun = performance.now();
  const spentBefore = process.cpuUsage();
  const [before, after] = await playAll(plan.runs, threadsOf(undefined), () => undefined);
  if (before === undefined || after === undefined) throw new Error('a run is missing');
  const compared = plan.compared(before, after);
  const { user, system } = process.cpuUsage(spentBefore);
  const sides = [compared.before, compared.after];
  return {
    population,
    tickets: compared.before.tickets.arrived,
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
    matchedShare: compared.before.tickets.matchedShare,
    withoutProof: Math.max(...sides.map(({ looks, looksWithoutProof }) => looksWithoutProof / looks)),
  };
}

/** Prints the table, and checks each row against its limit. */
export async function roles(
  quick: boolean,
  print: (line: string) => void,
  limits: Limits,
): Promise<readonly RolesFigures[]> {
  const table = new Table({
    head: ['two rule sets with roles, 12,000 players', 'tickets', 'time', 'CPU', 'matched', 'no proof'],
    style: { head: [], border: [] },
  });
  const figures: RolesFigures[] = [];
  for (const [population, text] of populations) {
    const one = await measureRoles(population, text, quick ? players / 20 : players);
    figures.push(one);
    limits.check(`roles, ${population}`, one.seconds, 's', { most: maxSeconds });
    limits.check(`looks without a proof, ${population}`, one.withoutProof * 100, '%', { below: 1 });
    table.push([
      population,
      one.tickets.toLocaleString('en'),
      `${one.seconds.toFixed(1)} s`,
      `${one.cpuSeconds.toFixed(1)} s`,
      `${(one.matchedShare * 100).toFixed(0)} %`,
      `${(one.withoutProof * 100).toFixed(2)} %`,
    ]);
  }
  print(table.toString());
  return figures;
}
