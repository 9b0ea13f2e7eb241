import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PlayerId } from '../core/ids';
import { type MatchHeader } from '../core/match/log';
import { inOrder, ratedWithinDay } from '../core/ranking/head-to-head';
import { type Scoring } from '../core/ranking/scoring';
import { type RetryPolicy } from './contention';
import { type MatchRow } from './match-row';
import { readHeadToHeads } from './player-records';

/** The parts that decide whether a match is rated. */
export interface RatedMatchesParts {
  readonly client: DynamoDBDocumentClient;
  /** The players table's real name. */
  readonly players: string | undefined;
  readonly retry: RetryPolicy;
  readonly scoring: Scoring;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Running matches of a player. */
  readonly running: (playerId: PlayerId) => Promise<readonly MatchRow[]>;
}

type Pair = readonly [first: PlayerId, second: PlayerId];

/**
 * Decides whether a new match changes ratings: two opponents have a limited number of rated matches a day
 * (`ratedWithinDay`), running ones included. It is decided before the first command, so that players learn
 * it; the end of the match applies the decision. Records of pairs lag moments behind their matches, and so
 * may the limit.
 * @returns the header, with the decision
 */
export function createRatedMatches({ client, players, retry, scoring, now, running }: RatedMatchesParts) {
  return async function decide(header: MatchHeader): Promise<MatchHeader> {
    if (!header.rated) return { ...header, unratedBecause: 'matchmaking' };
    const most = scoring.ratedWithinDay(header.matchmaking);
    if (most === Infinity) return header;
    if (players === undefined) throw new TypeError('claiming a rated match needs the players table');
    const pairs = opponentsOf(header);
    const [records, matches] = await Promise.all([
      readHeadToHeads(client, players, pairs, header.game, retry),
      runningRated(header),
    ]);
    const at = now();
    const metTooOften = pairs.some(([first, second]) => {
      const record = records.find((one) => one.first === first && one.second === second);
      const played = record === undefined ? 0 : ratedWithinDay(record, at);
      const open = matches.filter((match) =>
        opponentsOf(match).some((pair) => pair[0] === first && pair[1] === second),
      );
      return played + open.length >= most;
    });
    return metTooOften ? { ...header, rated: false, unratedBecause: 'same-opponents' } : header;
  };

  /** Other rated matches of the game that are running and seat a player of this one. */
  async function runningRated({ matchId, game, seats }: MatchHeader): Promise<readonly MatchRow[]> {
    // Of each pair, one player's matches are read.
    const found = await Promise.all(seats.slice(1).map(running));
    const others = found.flat().filter((match) => match.matchId !== matchId);
    const known = new Map(others.map((match) => [match.matchId, match]));
    return [...known.values()].filter((match) => match.rated && match.game === game);
  }
}

/** All pairs of players of a match who are in different teams. */
function opponentsOf({ seats, teams }: Pick<MatchHeader, 'seats' | 'teams'>): readonly Pair[] {
  return seats.flatMap((one, seat) =>
    seats.flatMap((other, at) => (at <= seat || teams[seat] === teams[at] ? [] : [inOrder(one, other)])),
  );
}
