import { type CaseAnswer } from '../../../flexmatch';

/** The expectations of a case. The meaning of each key is in the corpus's README. */
interface Expected {
  matched: boolean;
  ticketsMatched: string[];
  ticketsNotMatched: string[];
  teams: Record<string, { count?: number; min?: number; max?: number; players?: string[] }>;
  teamSizesEqual: boolean | string[];
  playerTeams: Record<string, string>;
  sameTeam: string[][];
  differentTeams: string[][];
  notTogether: string[][];
  minTotal: number;
  maxTotal: number;
  maxPlayersInMatch: number;
  mustInclude: string[];
  matchSizes: number[];
  matchCount: number;
  ticketsMatchedCount: number;
}

export type Expectation = Partial<Expected>;
type Checks = { [Key in keyof Expected]: (value: Expected[Key]) => void };

/** Every difference between the answer and the expectation; an unknown key is a difference too. */
export function differences(answer: CaseAnswer, expected: Expectation): string[] {
  const { matches } = answer;
  const matched = new Set(matches.flatMap((match) => match.tickets));
  const teamOf = (player: string): string | undefined =>
    matches
      .flatMap((match) => Object.entries(match.teams))
      .find(([, players]) => players.includes(player))?.[0];
  const sizes = matches.map((match) =>
    Object.values(match.teams).reduce((sum, players) => sum + players.length, 0),
  );
  const [first] = matches;
  const found: string[] = [];
  const check = (holds: boolean, text: string): void => {
    if (!holds) found.push(text);
  };
  const checks: Checks = {
    matched: (value) => check(matches.length > 0 === value, `matched is ${matches.length > 0}`),
    ticketsMatched: (value) =>
      value.forEach((ticket) => check(matched.has(ticket), `${ticket} did not match`)),
    ticketsNotMatched: (value) => value.forEach((ticket) => check(!matched.has(ticket), `${ticket} matched`)),
    teams: (value) =>
      Object.entries(value).forEach(([team, wanted]) => {
        const players = first?.teams[team] ?? [];
        if (wanted.count !== undefined)
          check(players.length === wanted.count, `${team} has ${players.length}`);
        if (wanted.min !== undefined) check(players.length >= wanted.min, `${team} has ${players.length}`);
        if (wanted.max !== undefined) check(players.length <= wanted.max, `${team} has ${players.length}`);
        if (wanted.players !== undefined)
          check(
            JSON.stringify([...players].sort()) === JSON.stringify([...wanted.players].sort()),
            `${team} is ${players.join()}`,
          );
      }),
    teamSizesEqual: (value) =>
      matches.forEach((match) => {
        const counted = Object.entries(match.teams)
          .filter(([team]) => !Array.isArray(value) || value.includes(team))
          .map(([, players]) => players.length);
        check(value === false || new Set(counted).size <= 1, `team sizes are ${counted.join()}`);
      }),
    playerTeams: (value) =>
      Object.entries(value).forEach(([player, team]) =>
        check(teamOf(player) === team, `${player} is on ${teamOf(player)}`),
      ),
    sameTeam: (value) =>
      value.forEach((group) =>
        check(
          new Set(group.map(teamOf)).size === 1 && teamOf(group[0] ?? '') !== undefined,
          `${group.join()} are on ${group.map(teamOf).join()}`,
        ),
      ),
    differentTeams: (value) =>
      value.forEach((group) =>
        check(
          new Set(group.map(teamOf)).size === group.length,
          `${group.join()} are on ${group.map(teamOf).join()}`,
        ),
      ),
    notTogether: (value) =>
      value.forEach((group) =>
        matches.forEach((match) => {
          const players = Object.values(match.teams).flat();
          check(
            group.filter((player) => players.includes(player)).length < 2,
            `${group.join()} are together`,
          );
        }),
      ),
    minTotal: (value) => sizes.forEach((size) => check(size >= value, `a match has ${size}`)),
    maxTotal: (value) => sizes.forEach((size) => check(size <= value, `a match has ${size}`)),
    maxPlayersInMatch: (value) => sizes.forEach((size) => check(size <= value, `a match has ${size}`)),
    mustInclude: (value) =>
      value.forEach((ticket) =>
        check(first?.tickets.includes(ticket) === true, `${ticket} is not in the first match`),
      ),
    matchSizes: (value) =>
      check(
        JSON.stringify([...sizes].sort()) === JSON.stringify([...value].sort()),
        `sizes are ${sizes.join()}`,
      ),
    matchCount: (value) => check(matches.length === value, `${matches.length} matches`),
    ticketsMatchedCount: (value) => check(matched.size === value, `${matched.size} tickets matched`),
  };
  for (const key of Object.keys(expected))
    if (!(key in checks)) found.push(`the test does not know the key ${key}`);
  const apply = <Key extends keyof Expected>(key: Key, from: { [Own in Key]?: Expected[Own] }): void => {
    const value: Expected[Key] | undefined = from[key];
    if (value !== undefined) checks[key](value);
  };
  let key: keyof Expected;
  for (key in checks) apply(key, expected);
  return found;
}
