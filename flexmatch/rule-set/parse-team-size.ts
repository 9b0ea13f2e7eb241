import {
  type ExpansionTarget,
  type TeamDeclaration,
  teamNames,
  maxMatchPlayers,
  maxSmallMatchPlayers,
} from './rule-set';
import { type JsonValue } from '../json/reader';
import { type Fields, readNumber } from './fields';
import { type RuleContext } from './parse-values';

type TeamsTarget = Extract<ExpansionTarget, { kind: 'teams' }>;

/** Number of each declaration's equal teams that a target names. */
export function touchedBy(
  target: TeamsTarget,
  teams: readonly TeamDeclaration[],
): ReadonlyMap<TeamDeclaration, number> {
  const named = new Set(target.teams);
  return new Map(
    teams.map((team) => [
      team,
      named.has(team.name) ? team.quantity : teamNames(team).filter((name) => named.has(name)).length,
    ]),
  );
}

export function readTeamSize(
  value: JsonValue,
  step: Fields,
  target: TeamsTarget,
  touched: ReadonlyMap<TeamDeclaration, number>,
  context: RuleContext,
): number | undefined {
  const { findings } = context;
  const size = readNumber(
    value,
    step.at('value'),
    '"value"',
    { least: target.property === 'maxPlayers' ? 1 : 0, whole: true, quoted: true },
    findings,
  );
  if (size === undefined) return undefined;
  const aimed = [...touched].flatMap(([team, count]) => (count > 0 ? [team] : []));
  if (target.property === 'minPlayers') {
    const small = aimed.find((team) => size > team.maxPlayers);
    if (small !== undefined)
      findings.warn(
        step.at('value'),
        'never-matches',
        `${size} is more than the ${small.maxPlayers} players that team "${small.name}" takes`,
      );
    return size;
  }
  const tall = aimed.find((team) => size < team.minPlayers);
  if (tall !== undefined)
    findings.warn(
      step.at('value'),
      'never-matches',
      `${size} is less than the ${tall.minPlayers} players that team "${tall.name}" needs`,
    );
  const total = [...touched].reduce(
    (sum, [team, count]) => sum + count * size + (team.quantity - count) * team.maxPlayers,
    0,
  );
  if (total > maxMatchPlayers || (!context.large && total > maxSmallMatchPlayers)) {
    findings.error(
      step.at('value'),
      'too-many-players',
      `the teams would hold ${total} players together, and this match may have ` +
        `${context.large ? maxMatchPlayers : maxSmallMatchPlayers}: write a smaller value`,
    );
  }
  return size;
}
