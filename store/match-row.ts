import * as z from 'zod/mini';
import { json } from '../contract/json';
import { gameName, type GameSessionId, gameSessionId, matchId, matchmakingName, playerId } from '../core/ids';
import { noConduct } from '../core/match/conduct';
import { type Conduct } from '../core/match/log';
import {
  abandonReasons,
  type MatchHeader,
  matchOrigins,
  type MatchEnding,
  matchStatuses,
} from '../core/match/log';
import { type Counting, countings, unratedReasons } from '../core/results';
import { type RowKey } from './keys';
import { type MatchRecord } from './matches';
import { idField as id, parseRow } from './row-fields';

const hostings = ['live', 'placing', 'asleep'] as const;

/** A match in DynamoDB: header and state are attributes of one level, so that conditions can name them. */
export interface MatchRow extends RowKey, MatchHeader {
  readonly status: MatchRecord['status'];
  readonly ownerEpoch: number;
  /** Absent until the first game session has claimed the match. */
  readonly gameSessionId?: GameSessionId;
  readonly hosting: (typeof hostings)[number];
  /** The number of placements that were begun after the first. */
  readonly attempt: number;
  /** Epoch milliseconds of the last change of `hosting`. */
  readonly hostedAt: number;
  /** While asleep: epoch milliseconds before which no attempt begins. */
  readonly retryAt?: number;
  /** The attribute of an ending: the name is in stored rows. */
  readonly outcome?: MatchEnding;
  /** With status `finished`. */
  readonly counted?: Counting;
  readonly abandonedBecause?: MatchRecord['reason'];
  /** Only while it is active: index `active`. */
  readonly activeShard?: string;
  /** Epoch milliseconds of the owner's last sign of life. */
  readonly aliveAt?: number;
  /** Epoch milliseconds at which it was claimed, or last found alive. */
  readonly attendedAt?: number;
}

const time = z.number();

/** Rows from before matches were counted fairly have no conduct; rows from before bots have no bots. */
type StoredEnding = Omit<MatchEnding, 'conduct'> & {
  readonly conduct?: Omit<Conduct, 'bots'> & Partial<Pick<Conduct, 'bots'>>;
};

const storedEnding = z.object({
  result: z.object({ places: z.array(z.int()), reason: z.string() }),
  endedAt: time,
  commands: z.int(),
  conduct: z.optional(z.object({ turns: z.array(z.int()), left: z.array(z.unknown()) })),
});

/** The engine made it; the result writer checks again what it needs of it. */
const ending = z.pipe(
  z.custom<StoredEnding>((value) => storedEnding.safeParse(value).success),
  z.transform((stored): MatchEnding => ({
    ...stored,
    conduct: { ...noConduct(stored.result.places.length), ...stored.conduct },
  })),
);

const schema = z.object({
  pk: z.string(),
  sk: z.string(),
  matchId: id(matchId),
  game: id(gameName),
  rulesVersion: z.int(),
  seed: z.string(),
  seats: z.array(id(playerId)),
  teams: z.array(z.int()),
  options: json,
  // Absent in rows from before there were other origins.
  origin: z._default(z.enum(matchOrigins), 'matchmaking'),
  bots: z._default(z.array(z.object({ seat: z.int(), strength: z.string() })), []),
  matchmaking: z.nullable(id(matchmakingName)),
  rated: z.boolean(),
  unratedBecause: z.exactOptional(z.enum(unratedReasons)),
  startedAt: time,
  status: z.enum(matchStatuses),
  ownerEpoch: z.int(),
  gameSessionId: z.exactOptional(id(gameSessionId)),
  // All three are absent in rows from before matches could be placed again.
  hosting: z._default(z.enum(hostings), 'live'),
  attempt: z._default(z.int(), 0),
  hostedAt: z._default(time, 0),
  retryAt: z.exactOptional(time),
  outcome: z.exactOptional(ending),
  counted: z.exactOptional(z.enum(countings)),
  abandonedBecause: z.exactOptional(z.enum(abandonReasons)),
  activeShard: z.exactOptional(z.string()),
  aliveAt: z.exactOptional(time),
  attendedAt: z.exactOptional(time),
});

/** Reads the row of a match. @throws MalformedRow */
export function readMatchRow(row: Readonly<Record<string, unknown>>): MatchRow {
  return parseRow(schema, row);
}

export function matchRecord(row: MatchRow): MatchRecord {
  const { matchId: id, game, rulesVersion, seed, seats, teams, options, matchmaking, rated, startedAt } = row;
  const {
    origin,
    bots,
    unratedBecause,
    status,
    ownerEpoch,
    gameSessionId: session,
    outcome: ending,
    counted,
    abandonedBecause,
    aliveAt,
    attendedAt,
  } = row;
  return {
    header: {
      matchId: id,
      game,
      rulesVersion,
      seed,
      seats,
      bots,
      teams,
      options,
      origin,
      matchmaking,
      rated,
      ...(unratedBecause === undefined ? {} : { unratedBecause }),
      startedAt,
    },
    status,
    ownerEpoch,
    ...(session === undefined ? {} : { gameSessionId: session }),
    hosting: { ...hostingOf(row), since: row.hostedAt },
    ...(aliveAt === undefined ? {} : { aliveAt }),
    ...(attendedAt === undefined ? {} : { attendedAt }),
    ...(ending === undefined ? {} : { ending }),
    ...(counted === undefined ? {} : { counted }),
    ...(abandonedBecause === undefined ? {} : { reason: abandonedBecause }),
  };
}

function hostingOf({ hosting, attempt, retryAt = 0 }: MatchRow) {
  switch (hosting) {
    case 'live':
      return { kind: hosting, attempt };
    case 'placing':
      return { kind: hosting, attempt };
    case 'asleep':
      return { kind: hosting, attempt, retryAt };
  }
}
