import { inOrder } from '../../core/ranking/head-to-head';
import { layoutText } from '../../core/ranking/index-layout';
import { placedScore, scoreChanges } from '../../core/ranking/leaderboards';
import { counterDigit, counterName, nodeName, ScorePaths } from '../../core/ranking/score-paths';
import { type Standing } from '../../core/ranking/standing';
import { type Backend } from '../../definition';
import { entryKey, type StoredEntry, readStoredEntry } from '../../store/stored-entries';
import { leaderboardRows, playerRows, rankRows, readEntrySort, shardOf } from '../../store/keys';
import { standingOfRow } from '../../store/standings';
import { shardOfTable } from '../lambda/streams';
import { type MatchRow, type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;
type Row = Readonly<Record<string, unknown>>;

/**
 * Once all stream records are processed, the data derived from players' records must contain each result
 * exactly once.
 */
export function checkFollowers(rows: Rows, backend: Backend, violation: Violation): void {
  checkPairs(rows, violation);
  const standings = rows.all('players').flatMap((row) => standingOfRow(row) ?? []);
  for (const standing of standings) checkCurve(standing, rows, violation);
  checkEntries(standings, rows, backend, violation);
  checkCounters(rows, violation);
}

/** The records of two players against each other must equal their counted matches. */
function checkPairs(rows: Rows, violation: Violation): void {
  const wanted = new Map<string, [number, number, number]>();
  for (const match of rows.matches()) {
    if (match.status !== 'finished' || match.counted === 'void' || match.counted === 'unrated') continue;
    for (const { first, second, won } of meetingsOf(match)) {
      const name = `${playerRows.headToHead.partition({ first, second })} ${match.game}`;
      const tally = wanted.get(name) ?? [0, 0, 0];
      tally[won === first ? 0 : won === second ? 1 : 2] += 1;
      wanted.set(name, tally);
    }
  }
  const found = new Map(
    rows.all('players').flatMap((row): ReadonlyArray<readonly [string, string]> => {
      const { pk, game, firstWins, secondWins, draws } = row;
      return typeof pk === 'string' && pk.startsWith('V#')
        ? [[`${pk} ${String(game)}`, [firstWins, secondWins, draws].join()]]
        : [];
    }),
  );
  for (const name of new Set([...wanted.keys(), ...found.keys()])) {
    const should = wanted.get(name)?.join() ?? 'no record';
    const is = found.get(name) ?? 'no record';
    if (is !== should)
      violation('meetings once', `pair ${name} has ${is} (wins, wins, draws), the matches say ${should}`);
  }
}

function* meetingsOf({ seats, teams, outcome }: MatchRow) {
  const places = outcome?.result.places ?? [];
  for (const [seat, one] of seats.entries())
    for (const [other, another] of seats.entries()) {
      if (other <= seat || teams[seat] === teams[other]) continue;
      const [first, second] = inOrder(one, another);
      const [place, against] = [places[seat] ?? 0, places[other] ?? 0];
      yield { first, second, won: place < against ? one : place > against ? another : undefined };
    }
}

/** The newest rating of a curve must be that of the player's record. */
function checkCurve({ playerId, game, rating, ratedAt }: Standing, rows: Rows, violation: Violation): void {
  if (ratedAt === undefined) return;
  const [day = '', month = ''] = [
    new Date(ratedAt).toISOString().slice(8, 10),
    new Date(ratedAt).toISOString().slice(0, 7),
  ];
  const { sk } = playerRows.ratingCurve.key({ playerId, game, month });
  const [curve = {}] = rows.ofPlayer('players', playerId, sk);
  const point: unknown = Reflect.get(curve, `d${day}`);
  if (!Array.isArray(point) || point[0] !== rating)
    violation(
      'ratings are followed',
      `${playerId} has ${rating} in ${game}, the curve says ${String(point)}`,
    );
}

/** Each leaderboard must have exactly the entries of the players' records. */
function checkEntries(
  standings: readonly Standing[],
  rows: Rows,
  { leaderboards }: Backend,
  violation: Violation,
): void {
  const left = new Map(entriesOf(rows).map(({ name, entry }) => [name, entry]));
  for (const standing of standings)
    for (const change of scoreChanges(standing, leaderboards)) {
      const { pk, sk } = entryKey(change);
      const name = `${pk} ${sk}`;
      const entry = left.get(name);
      left.delete(name);
      const declared = leaderboards.find(({ id: leaderboard }) => leaderboard === change.leaderboard);
      const placed = declared === undefined ? undefined : placedScore(change, declared);
      if (entry?.score !== placed?.score || entry?.listed === change.hidden)
        violation(
          'leaderboards follow standings',
          `entry ${name} is ${JSON.stringify(entry)}, the standing says ${JSON.stringify(change)}`,
        );
      if (change.leaderboard.endsWith('.wins') && change.score !== standing.wins)
        violation(
          'leaderboards count once',
          `${name} has ${change.score} wins, the standing ${standing.wins}`,
        );
    }
  for (const name of left.keys())
    violation('leaderboards follow standings', `entry ${name} is of no standing`);
}

/** Each counter of the rank index must equal the entries. */
function checkCounters(rows: Rows, violation: Violation): void {
  const wanted = new Map<string, number>();
  for (const { entry, leaderboard, period } of entriesOf(rows)) {
    if (!entry.listed) continue;
    const layout = layoutText(entry.layout);
    const lane = shardOf(shardOfTable('leaderboards'), entry.layout.lanes);
    const path = new ScorePaths(entry.layout.range).of(entry.steps);
    for (const [level, digit] of path.entries()) {
      const { pk } = rankRows.node.key({
        leaderboard,
        period,
        layout,
        lane,
        node: nodeName(path.slice(0, level)),
      });
      const name = `${pk}/${counterName(digit)}`;
      wanted.set(name, (wanted.get(name) ?? 0) + 1);
    }
  }
  const found = new Map(rows.all('ranks').flatMap(countersOf));
  for (const name of new Set([...wanted.keys(), ...found.keys()]))
    if ((found.get(name) ?? 0) !== (wanted.get(name) ?? 0))
      violation(
        'ranks count once',
        `counter ${name} is ${found.get(name) ?? 0}, the entries say ${wanted.get(name) ?? 0}`,
      );
}

function countersOf(row: Row): ReadonlyArray<readonly [string, number]> {
  const { pk, sk } = row;
  if (sk !== rankRows.node.sortPrefix) return [];
  return Object.entries(row).flatMap(([name, value]): ReadonlyArray<readonly [string, number]> =>
    counterDigit(name) !== undefined && typeof value === 'number' ? [[`${String(pk)}/${name}`, value]] : [],
  );
}

interface Placed {
  readonly name: string;
  readonly leaderboard: string;
  readonly period: string;
  readonly entry: StoredEntry;
}

function entriesOf(rows: Rows): readonly Placed[] {
  return rows.all('leaderboards').flatMap((row): readonly Placed[] => {
    const { pk, sk } = row;
    const place = typeof sk === 'string' ? readEntrySort(sk) : undefined;
    return place === undefined || sk === leaderboardRows.removal.sortPrefix
      ? []
      : [{ name: `${String(pk)} ${String(sk)}`, ...place, entry: readStoredEntry(row) }];
  });
}
