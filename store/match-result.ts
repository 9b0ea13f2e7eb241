import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type MatchId, type PlayerId, type Seat } from '../core/ids';
import { type MatchOutcome } from '../core/match/log';
import {
  newRating,
  publicRating,
  rate as rateByCore,
  type RatedMatch,
  type Rating,
} from '../core/rating/rating';
import { outcomesOf, resultProblem, type SeatOutcome } from '../core/results';
import { boardOf, type EntryRow, entryRow, periodsOf } from './boards';
import {
  failedConditions,
  pauseBefore,
  type RetryPolicy,
  StoreContended,
  whileContended,
} from './contention';
import { leaderboardRows, matchRows, playerRows } from './keys';
import { type MatchRow } from './match-row';
import { type HistoryEntry, MatchEnded, OwnershipLost } from './matches';
import { readStanding, type StandingRow } from './players';

/** Ratings after a match, seat 0 first (core/rating). */
export type RatePlayers = (ratings: readonly Rating[], match: RatedMatch) => readonly Rating[];

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface ResultWriterOptions {
  readonly retry: RetryPolicy;
  readonly rate?: RatePlayers;
  readonly readMatch: (matchId: MatchId) => Promise<MatchRow | undefined>;
}

/** What one seat's player was and becomes in a rated match. */
interface Change {
  readonly playerId: PlayerId;
  readonly outcome: SeatOutcome;
  readonly before: StandingRow | undefined;
  readonly after: StandingRow;
  readonly ratingBefore: number;
}

/**
 * MatchStore.finish. Everything that a result changes is one TransactWriteItems: a match is in all of it or
 * in none. A match of n seats, w of which win, takes 1 + 4n + 2w of the 100 items that a transaction may have:
 * at most 47 (eight seats, seven of which are one winning team).
 *
 * Two results of one player at the same time: both read the standing's version, one transaction finds it
 * changed, reads anew and tries again. Board entries need no condition of their own, since every write of a
 * player's entries of a game goes with the standing's version; the standing is therefore read first, the
 * entries after it.
 */
export function createResultWriter(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'matches'> &
    Partial<Pick<Readonly<Record<TableName, string>>, 'players' | 'leaderboards'>>,
  { retry, rate = rateByCore, readMatch }: ResultWriterOptions,
) {
  return async function finish(
    matchId: MatchId,
    outcome: MatchOutcome,
  ): Promise<'recorded' | 'already-recorded'> {
    const { players, leaderboards } = names;
    if (players === undefined || leaderboards === undefined)
      throw new TypeError('finishing a match needs the players and leaderboards tables');
    for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
      const match = await readMatch(matchId);
      if (match === undefined) throw new OwnershipLost(`match ${matchId} was never claimed`);
      if (match.status === 'abandoned') throw new MatchEnded(`match ${matchId} was abandoned`);
      if (match.status !== 'active') return 'already-recorded';
      checkResult(match, outcome);
      const changes = match.rated ? await changesOf(match, outcome, players) : [];
      const entries = await Promise.all(
        changes.map((change) => boardEntries(match, change, outcome.endedAt, leaderboards)),
      );
      const TransactItems: TransactItem[] = [
        finishedMatch(match, outcome),
        ...changes.map((change) => standingWrite(change, players)),
        ...match.seats.map((playerId, seat) => historyWrite(match, playerId, seat, outcome, changes[seat])),
        ...entries.flat().map((Item): TransactItem => ({ Put: { TableName: leaderboards, Item } })),
      ];
      try {
        await whileContended(retry, () => client.send(new TransactWriteCommand({ TransactItems })));
        return 'recorded';
      } catch (error) {
        // Somebody wrote the match or a standing in between: look again, what stands decides.
        if (failedConditions(error) === undefined) throw error;
        await pauseBefore(attempt, retry);
      }
    }
    throw new StoreContended(`the result of match ${matchId} met other results ${retry.attempts} times`);
  };

  async function changesOf(
    match: MatchRow,
    { result }: MatchOutcome,
    players: string,
  ): Promise<readonly Change[]> {
    const { seats, game, teams } = match;
    const outcomes = outcomesOf(result, teams);
    const befores = await Promise.all(
      seats.map((playerId) => readStanding(client, players, playerId, game, retry)),
    );
    const ratings = befores.map((before): Rating => before ?? newRating());
    const rated = rate(
      ratings.map(({ mu, sigma }) => ({ mu, sigma })),
      { places: result.places, teams },
    );
    return seats.map((playerId, seat): Change => {
      const outcome = outcomes[seat];
      const rating = rated[seat];
      if (outcome === undefined || rating === undefined)
        throw new RangeError(`match ${match.matchId} lacks seat ${seat}`);
      const before = befores[seat];
      const after: StandingRow = {
        game,
        wins: (before?.wins ?? 0) + (outcome === 'win' ? 1 : 0),
        losses: (before?.losses ?? 0) + (outcome === 'loss' ? 1 : 0),
        draws: (before?.draws ?? 0) + (outcome === 'draw' ? 1 : 0),
        rating: publicRating(rating),
        mu: rating.mu,
        sigma: rating.sigma,
        version: (before?.version ?? 0) + 1,
      };
      return { playerId, outcome, before, after, ratingBefore: before?.rating ?? publicRating(newRating()) };
    });
  }

  async function boardEntries(
    { game }: MatchRow,
    { playerId, outcome, after }: Change,
    at: number,
    table: string,
  ): Promise<readonly EntryRow[]> {
    const current = async (board: string, period: string): Promise<EntryRow | undefined> => {
      const { Item } = await whileContended(retry, () =>
        client.send(
          new GetCommand({
            TableName: table,
            Key: leaderboardRows.entry.key({ playerId, board, period }),
            ConsistentRead: true,
          }),
        ),
      );
      return Item as EntryRow | undefined;
    };
    const entries = await Promise.all(
      periodsOf(at).flatMap((period) => {
        const ratingBoard = boardOf(game, 'rating').board;
        const winsBoard = boardOf(game, 'wins').board;
        return [
          // A score that stays keeps the time at which it was reached.
          current(ratingBoard, period).then((entry) =>
            entryRow(ratingBoard, period, playerId, after.rating, entry?.s === after.rating ? entry.t : at),
          ),
          // Who has not won is not on the board of wins.
          ...(outcome === 'win'
            ? [
                current(winsBoard, period).then((entry) =>
                  entryRow(winsBoard, period, playerId, (entry?.s ?? 0) + 1, at),
                ),
              ]
            : []),
        ];
      }),
    );
    return entries;
  }

  function historyWrite(
    { matchId, game, matchmaking, rated, seats, teams }: MatchRow,
    playerId: PlayerId,
    seat: Seat,
    { result, endedAt }: MatchOutcome,
    change: Change | undefined,
  ): TransactItem {
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
      seat,
      opponents: seats.filter((_, other) => teams[other] !== teams[seat]),
      teammates: seats.filter((_, other) => other !== seat && teams[other] === teams[seat]),
      place,
      outcome,
      ...(score === undefined ? {} : { score }),
      reason: result.reason,
      endedAt,
      ...(change === undefined
        ? {}
        : { ratingBefore: change.ratingBefore, ratingAfter: change.after.rating }),
    };
    return {
      Put: {
        TableName: names.matches,
        Item: { ...matchRows.history.key({ playerId, endedAt, matchId }), ...entry },
      },
    };
  }

  /** Who owns the match does not matter: its log has the end already, at the entry that `outcome` names. */
  function finishedMatch({ matchId }: MatchRow, outcome: MatchOutcome): TransactItem {
    return {
      Update: {
        TableName: names.matches,
        Key: matchRows.match.key({ matchId }),
        UpdateExpression: 'SET #status = :finished, outcome = :outcome REMOVE activeShard, attendedAt',
        ConditionExpression: '#status = :active',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':finished': 'finished',
          ':active': 'active',
          ':outcome': outcome,
        },
      },
    };
  }
}

function standingWrite({ playerId, before, after }: Change, TableName: string): TransactItem {
  return {
    Put: {
      TableName,
      Item: { ...playerRows.standing.key({ playerId, game: after.game }), ...after },
      ...(before
        ? {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': before.version },
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    },
  };
}

/** @throws RangeError when the result contradicts the match */
function checkResult({ matchId, seats, teams }: MatchRow, { result }: MatchOutcome): void {
  if (new Set(seats).size < seats.length) throw new RangeError(`match ${matchId} seats a player twice`);
  const problem = resultProblem(result, teams);
  if (problem !== undefined) throw new RangeError(`match ${matchId}: ${problem}`);
}
