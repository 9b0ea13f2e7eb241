import { type FormedMatch, type TicketPlayer } from '../engine-types';
import { type Program } from '../matching/program/program';
import { type RuleSet } from '../rule-set/rule-set';

/** The recorded measures of a match. */
export interface MatchMeasures {
  readonly at: number;
  readonly players: number;
  readonly full: boolean;
  /** Index of the expansion stage in force. */
  readonly stage: number;
  /** By number attribute: largest minus smallest value; undefined when no player has one. */
  readonly spreads: ReadonlyArray<number | undefined>;
  /** By number attribute: the same for the teams' averages; undefined with fewer than two teams. */
  readonly betweenTeams: ReadonlyArray<number | undefined>;
  readonly location: string | undefined;
  readonly worstLatencyMs: number | undefined;
}

/**
 * Measures a match from the players' point of view.
 * @param startTimes when the match's tickets began to wait
 * @param playersById every player of the match
 */
export function recordMatch(
  match: FormedMatch,
  at: number,
  startTimes: readonly number[],
  playersById: ReadonlyMap<string, TicketPlayer>,
  program: Program,
): MatchMeasures {
  const teams = match.teams
    .map((team) =>
      team.playerIds.flatMap((id) => {
        const player = playersById.get(id);
        return player === undefined ? [] : [player];
      }),
    )
    .filter((team) => team.length > 0);
  const allPlayers = teams.flat();
  const age =
    at -
    startTimes.reduce(
      (kept, start) => (program.oldestAge ? Math.min(kept, start) : Math.max(kept, start)),
      startTimes[0] ?? at,
    );
  const stage = program.boundaries.filter((boundary) => boundary <= age).length;
  const numbers = numberAttributes(program.ruleSet);
  const perTeam = numbers.map(({ name, fallback }) =>
    teams.map((team) =>
      team.flatMap((player) => {
        const value = player.attributes[name] ?? fallback;
        return typeof value === 'number' ? [value] : [];
      }),
    ),
  );
  const best = bestLocation(match, allPlayers);
  return {
    at,
    stage,
    players: allPlayers.length,
    full: allPlayers.length >= (program.stages[stage]?.most ?? Infinity),
    spreads: perTeam.map((values) => width(values.flat())),
    betweenTeams: perTeam.map((values) => {
      const averages = values
        .filter((team) => team.length > 0)
        .map((team) => team.reduce((sum, value) => sum + value, 0) / team.length);
      return averages.length < 2 ? undefined : width(averages);
    }),
    location: best?.location,
    worstLatencyMs: best?.worst,
  };
}

/** The number attributes of a rule set, with their defaults. */
export function numberAttributes(
  ruleSet: Pick<RuleSet, 'attributes'>,
): Array<{ readonly name: string; readonly fallback: number | undefined }> {
  return ruleSet.attributes
    .filter(({ type }) => type === 'number')
    .map(({ name, default: fallback }) => ({
      name,
      fallback: typeof fallback === 'number' ? fallback : undefined,
    }));
}

function width(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

/**
 * The first location that the rules accept; without a latency rule, the location with the lowest average that
 * all players report.
 */
function bestLocation(
  match: FormedMatch,
  players: readonly TicketPlayer[],
): { location: string; worst: number } | undefined {
  const worstAt = (location: string): number =>
    players.reduce((worst, player) => Math.max(worst, player.latencyMs?.[location] ?? Infinity), 0);
  const [accepted] = match.locations ?? [];
  if (accepted !== undefined) return { location: accepted, worst: worstAt(accepted) };
  let best: { location: string; worst: number; sum: number } | undefined;
  for (const location of Object.keys(players[0]?.latencyMs ?? {})) {
    const sum = players.reduce((total, player) => total + (player.latencyMs?.[location] ?? Infinity), 0);
    if (sum < (best?.sum ?? Infinity)) best = { location, sum, worst: worstAt(location) };
  }
  return best;
}
