import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { isBotId } from '../core/bots/bot-ids';
import { type MatchId, type PlayerId, type Seat } from '../core/ids';
import { type MatchEnding } from '../core/match/log';
import { countingOf, countsNowhere, hasAbandoned, whyUnrated } from '../core/ranking/fairness';
import { type Relation } from '../core/ranking/head-to-head';
import { countedAt } from '../core/ranking/periods';
import { type Scoring } from '../core/ranking/scoring';
import { type LastMatch, newStanding, type Standing, standingAfter } from '../core/ranking/standing';
import { afterIdle, rate as rateByCore, type RatedMatch, type Rating } from '../core/rating/rating';
import { resultProblem } from '../core/result-problems';
import { type Counting, outcomesOf } from '../core/results';
import { pauseBefore, type RetryPolicy, StoreContended } from './contention';
import { matchRows } from './keys';
import { type MatchRow } from './match-row';
import { type HistoryEntry, MatchEnded, type MatchStore, OwnershipLost } from './matches';
import { readStandingRow, rowOfStanding, standingOfRow } from './standings';
import { type TransactItem, transactIfItHolds } from './transaction';

/** Ratings after a match, seat 0 first (core/rating). */
export type RatePlayers = (ratings: readonly Rating[], match: RatedMatch) => readonly Rating[];

/** The parts that determine what a result changes. */
export interface ResultWriterOptions {
  readonly retry: RetryPolicy;
  readonly scoring: Scoring;
  readonly rate?: RatePlayers;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly readMatch: (matchId: MatchId) => Promise<MatchRow | undefined>;
}

/** The tables that a result is written to, and what decides how it counts. */
interface ResultWriter extends Required<ResultWriterOptions> {
  readonly client: DynamoDBDocumentClient;
  /** Real names. */
  readonly names: Pick<Readonly<Record<TableName, string>>, 'matches'> &
    Partial<Pick<Readonly<Record<TableName, string>>, 'players'>>;
}

/** A result to be written. */
interface Finish {
  readonly match: MatchRow;
  readonly ending: MatchEnding;
  readonly counted: Counting;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/** A player's standing before and after the match. */
interface Change {
  readonly before: Standing;
  /** The row of `before`; undefined when it is the player's first match. */
  readonly row: Readonly<Record<string, unknown>> | undefined;
  readonly after: Standing;
}

/**
 * MatchStore.finish. All that a result changes at once is one TransactWriteItems of 1 + 2n items for n seats
 * (1 + n when the matchmaking is not rated). A match is in all of it or in none. With two seats it costs 12
 * write units as long as each row stays within 1 KB. Leaderboards, records of players against each other and
 * rating curves follow from the stream of the standings.
 *
 * Two concurrent results of one player both read the standing's version. One transaction finds it changed,
 * and is retried after another read.
 */
export function createResultWriter(
  client: DynamoDBDocumentClient,
  names: ResultWriter['names'],
  { rate = rateByCore, ...options }: ResultWriterOptions,
): MatchStore['finish'] {
  const writer: ResultWriter = { ...options, client, names, rate };
  return (matchId, ending) => finish(writer, matchId, ending);
}

async function finish(
  writer: ResultWriter,
  matchId: MatchId,
  ending: MatchEnding,
): Promise<'recorded' | 'already-recorded'> {
  const { players } = writer.names;
  if (players === undefined) throw new TypeError('finishing a match needs the players table');
  for (let attempt = 1; attempt <= writer.retry.attempts; attempt += 1) {
    const match = await writer.readMatch(matchId);
    if (match === undefined) throw new OwnershipLost(`match ${matchId} was never claimed`);
    if (match.status === 'abandoned') throw new MatchEnded(`match ${matchId} was abandoned`);
    if (match.status !== 'active') return 'already-recorded';
    checkResult(match, ending);
    const recordedAt = writer.now();
    const counted = countingNow(writer, match, ending);
    const finish: Finish = { match, ending, counted, recordedAt };
    const changes = countsNowhere(match) ? [] : await changesOf(writer, finish, players);
    const items: readonly TransactItem[] = [
      finishedMatch(writer.names.matches, finish),
      ...changes.map((change) => standingWrite(change, players)),
      ...match.seats.flatMap((playerId, seat) =>
        isBotId(playerId) ? [] : [historyWrite(writer.names.matches, finish, playerId, seat, changes[seat])],
      ),
    ];
    if (await transactIfItHolds(writer.client, writer.retry, items)) return 'recorded';
    // The match or a standing was written in between: look again and decide by the current rows.
    await pauseBefore(attempt, writer.retry);
  }
  throw new StoreContended(`the result of match ${matchId} met other results ${writer.retry.attempts} times`);
}

function countingNow({ scoring }: ResultWriter, match: MatchRow, ending: MatchEnding): Counting {
  return countingOf(ending, {
    rated: !countsNowhere(match),
    minimumCommands: scoring.minimumCommands(match.game),
    metTooOften: whyUnrated(match) === 'same-opponents',
  });
}

async function changesOf(writer: ResultWriter, finish: Finish, players: string): Promise<readonly Change[]> {
  const { match, ending, counted, recordedAt } = finish;
  const { result, conduct, endedAt } = ending;
  const { seats, game, teams, options, startedAt } = match;
  if (counted === 'unrated') return [];
  const rows = await Promise.all(
    seats.map((playerId) => readStandingRow(writer.client, players, playerId, game, writer.retry)),
  );
  const befores = seats.map((playerId, seat) => standingOfRow(rows[seat]) ?? newStanding(playerId, game));
  const ratings = befores.map(({ mu, sigma, ratedAt }) =>
    afterIdle({ mu, sigma }, ratedAt === undefined ? 0 : endedAt - ratedAt),
  );
  const rated = counted === 'rated' ? writer.rate(ratings, { places: result.places, teams }) : ratings;
  const outcomes = outcomesOf(result, teams);
  return befores.map((before, seat): Change => {
    const seatOutcome = outcomes[seat];
    const rating = rated[seat];
    if (seatOutcome === undefined || rating === undefined)
      throw new RangeError(`match ${match.matchId} lacks seat ${seat}`);
    const score = result.scores?.[seat];
    const last = lastMatch(finish, seat);
    const after = standingAfter(
      before,
      {
        playerId: before.playerId,
        game,
        seat,
        counting: counted,
        outcome: seatOutcome,
        rating,
        ...(score === undefined ? {} : { score }),
        numbers: numbersOf(ending, seat),
        turns: conduct.turns[seat] ?? 0,
        abandoned: hasAbandoned(conduct, seat),
        options,
        startedAt,
        endedAt,
        countedAt: countedAt(endedAt, recordedAt),
        ...(last === undefined ? {} : { last }),
      },
      writer.scoring.leaderboardsOf(game),
      writer.scoring.seasons,
    );
    return { before, row: rows[seat], after };
  });
}

function historyWrite(
  TableName: string,
  { match, ending: { result, endedAt, conduct }, counted }: Finish,
  playerId: PlayerId,
  seat: Seat,
  change: Change | undefined,
): TransactItem {
  const { matchId, game, matchmaking, rated, seats, teams } = match;
  const bots = seats.filter((other, at) => isBotId(other) || conduct.bots.includes(at));
  const outcome = outcomesOf(result, teams)[seat];
  const place = result.places[seat];
  const score = result.scores?.[seat];
  if (outcome === undefined || place === undefined)
    throw new RangeError(`match ${matchId} has no seat ${seat}`);
  const entry: HistoryEntry = {
    matchId,
    game,
    matchmaking,
    rated,
    counted,
    seat,
    opponents: seats.filter((_, other) => teams[other] !== teams[seat]),
    teammates: seats.filter((_, other) => other !== seat && teams[other] === teams[seat]),
    ...(bots.length === 0 ? {} : { bots }),
    place,
    outcome: counted === 'void' ? 'void' : outcome,
    ...(score === undefined ? {} : { score }),
    reason: result.reason,
    endedAt,
    ...(change === undefined || counted !== 'rated'
      ? {}
      : { ratingBefore: change.before.rating, ratingAfter: change.after.rating }),
  };
  return {
    Put: {
      TableName,
      Item: { ...matchRows.history.key({ playerId, endedAt, matchId }), ...entry },
    },
  };
}

/**
 * The owner of the match does not matter: its log already has the end, at the entry that `ending` names.
 */
function finishedMatch(TableName: string, { match: { matchId }, ending, counted }: Finish): TransactItem {
  return {
    Update: {
      TableName,
      Key: matchRows.match.key({ matchId }),
      UpdateExpression:
        'SET #status = :finished, outcome = :outcome, counted = :counted REMOVE activeShard, attendedAt',
      ConditionExpression: '#status = :active',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':finished': 'finished',
        ':active': 'active',
        ':outcome': ending,
        ':counted': counted,
      },
    },
  };
}

/** The pairs that a seat's standing counts: its opponents in higher seats. */
function lastMatch(
  { match: { matchId, seats, teams }, ending: { result }, counted, recordedAt }: Finish,
  seat: Seat,
): LastMatch | undefined {
  if (counted === 'void' || counted === 'with-bots') return undefined;
  const own = result.places[seat] ?? 0;
  const against = seats.flatMap((playerId, other): ReadonlyArray<readonly [PlayerId, Relation]> => {
    if (other <= seat || teams[other] === teams[seat]) return [];
    const place = result.places[other] ?? 0;
    return [[playerId, own < place ? 'ahead' : own > place ? 'behind' : 'level']];
  });
  return against.length === 0
    ? undefined
    : { matchId, recordedAt, rated: counted === 'rated', against: Object.fromEntries(against) };
}

function numbersOf({ result }: MatchEnding, seat: Seat): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(result.numbers ?? {}).flatMap(([name, values]) => {
      const value = values[seat];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function standingWrite({ before, row, after }: Change, TableName: string): TransactItem {
  return {
    Put: {
      TableName,
      Item: rowOfStanding(after, row),
      ...(before.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': before.version },
          }),
    },
  };
}

/** @throws RangeError when the result contradicts the match */
function checkResult({ matchId, seats, teams }: MatchRow, { result }: MatchEnding): void {
  if (new Set(seats).size < seats.length) throw new RangeError(`match ${matchId} seats a player twice`);
  const problem = resultProblem(result, teams);
  if (problem !== undefined) throw new RangeError(`match ${matchId}: ${problem}`);
}
