import { type GameSessionId, type MatchId } from '../core/ids';
import { type EndEntry, firstEpoch, type MatchHeader, type SleepEntry } from '../core/match/log';
import { type AwaitedTurn } from '../core/match/turns';
import { matchRows } from './keys';
import {
  append,
  change,
  close,
  createMatchRow,
  createForAll,
  endIfVoid,
  type HostedMatches,
  type OwnershipOperations,
  type OwnershipParts,
  shardKeyOf,
  takeOver,
} from './match-ownership';
import { matchRecord, type MatchRow } from './match-row';
import { type Claimed, type MatchRecord } from './matches';
import { PlayersRemoved } from './may-play';
import { createVoidMatches } from './void-matches';
import { createWarnings } from './warnings';

/** Owner and location of a match: claims are entries of the log, and the match's row follows them. */
export function createOwnershipOperations(hosting: OwnershipParts): OwnershipOperations {
  const { client, table, retry, now } = hosting;
  const voids = createVoidMatches(client, table, retry, now);
  const parts: HostedMatches = { ...hosting, voids };
  return {
    takeOver: (matchId, claimant) => takeOver(parts, matchId, claimant),
    append: (matchId, ownerEpoch, entry, turns) => append(parts, matchId, ownerEpoch, entry, turns),
    voidBeforeBegin: voids.voidBeforeBegin,
    isVoid: voids.isVoid,
    arrange: (header) => arrange(parts, header),
    claim: (header, gameSessionId) => claim(parts, header, gameSessionId),
    warn: createWarnings(client, table, retry),
    sleep: (matchId, ownerEpoch, entry, lookAt, turns) =>
      sleep(parts, matchId, ownerEpoch, entry, lookAt, turns),
    abandon: (matchId, ownerEpoch, end) => abandon(parts, matchId, ownerEpoch, end),
    attend: (read, at) => attend(parts, read, at),
    hasten: (matchId, at) => hasten(parts, matchId, at),
    markAlive: (matchId, ownerEpoch, at) => markAlive(parts, matchId, ownerEpoch, at),
    beginUnder: (matchId, ownerEpoch, rulesVersion) => beginUnder(parts, matchId, ownerEpoch, rulesVersion),
    startPlacing: (match, at) => startPlacing(parts, match, at),
    markAsleep: (match, at, retryAt) => markAsleep(parts, match, at, retryAt),
  };
}

async function arrange(parts: HostedMatches, header: MatchHeader): Promise<MatchRecord> {
  const at = parts.now();
  const arranged: MatchRow = {
    ...matchRows.match.key({ matchId: header.matchId }),
    ...header,
    status: 'active',
    ownerEpoch: firstEpoch,
    hosting: 'placing',
    attempt: 1,
    hostedAt: at,
    activeShard: shardKeyOf(header.matchId),
    attendedAt: at,
  };
  await parts.seats.remember(header);
  const put = await createForAll(parts, arranged);
  if (put === 'created') return matchRecord(arranged);
  if (put === 'removed') {
    await Promise.all(header.seats.map((player) => parts.seats.forget(player, header.matchId)));
    throw new PlayersRemoved(header.matchId);
  }
  const found = await parts.row(header.matchId);
  if (found === undefined) throw new Error(`match ${header.matchId} vanished while it was arranged`);
  return matchRecord(found);
}

async function claim(
  parts: HostedMatches,
  header: MatchHeader,
  gameSessionId: GameSessionId,
): Promise<Claimed> {
  const at = parts.now();
  const first: MatchRow = {
    ...matchRows.match.key({ matchId: header.matchId }),
    ...(await parts.decideRated(header)),
    status: 'active',
    ownerEpoch: firstEpoch,
    gameSessionId,
    hosting: 'live',
    attempt: 0,
    hostedAt: at,
    activeShard: shardKeyOf(header.matchId),
    attendedAt: at,
  };
  // Written before the match, so that its players find it as soon as it exists.
  await parts.seats.remember(header);
  if (await createMatchRow(parts, first))
    return await endIfVoid(parts, { ...matchRecord(first), entries: [] });
  const claimed = await takeOver(parts, header.matchId, { gameSessionId });
  if (claimed === undefined) throw new Error(`match ${header.matchId} vanished while it was claimed`);
  return claimed;
}

async function sleep(
  parts: HostedMatches,
  matchId: MatchId,
  ownerEpoch: number,
  entry: SleepEntry,
  lookAt: number | null,
  turns: readonly AwaitedTurn[] = [],
): Promise<void> {
  await append(parts, matchId, ownerEpoch, entry, turns);
  const { at, epoch } = entry;
  // When a placement has begun, its server will wake the match, so the row keeps the placement.
  await change(
    parts,
    matchId,
    'SET hosting = :asleep, hostedAt = :at, retryAt = :at, ownerEpoch = :epoch, attendedAt = :look, ' +
      'activeShard = :shard',
    'ownerEpoch < :epoch AND hosting <> :placing',
    {
      ':asleep': 'asleep',
      ':placing': 'placing',
      ':at': at,
      ':epoch': epoch,
      ':look': lookAt ?? at,
      ':shard': shardKeyOf(matchId),
    },
  );
}

async function abandon(
  parts: HostedMatches,
  matchId: MatchId,
  ownerEpoch: number,
  end: EndEntry,
): Promise<void> {
  await append(parts, matchId, ownerEpoch, end);
  await close(parts, matchId, end.reason);
}

async function attend(
  parts: HostedMatches,
  { header, ownerEpoch, attendedAt }: Pick<MatchRecord, 'header' | 'ownerEpoch' | 'attendedAt'>,
  at: number,
): Promise<void> {
  if (attendedAt === undefined) return; // the match has ended
  await change(
    parts,
    header.matchId,
    'SET attendedAt = :at',
    'ownerEpoch = :epoch AND attendedAt < :at AND attendedAt = :read',
    { ':epoch': ownerEpoch, ':at': at, ':read': attendedAt },
  );
}

async function hasten(parts: HostedMatches, matchId: MatchId, at: number): Promise<void> {
  await change(parts, matchId, 'SET attendedAt = :at', 'hosting = :asleep', {
    ':asleep': 'asleep',
    ':at': at,
  });
}

async function markAlive(
  parts: HostedMatches,
  matchId: MatchId,
  ownerEpoch: number,
  at: number,
): Promise<void> {
  await change(parts, matchId, 'SET aliveAt = :at', 'ownerEpoch <= :epoch', {
    ':epoch': ownerEpoch,
    ':at': at,
  });
}

async function beginUnder(
  parts: HostedMatches,
  matchId: MatchId,
  ownerEpoch: number,
  rulesVersion: number,
): Promise<boolean> {
  const values = { ':epoch': ownerEpoch, ':version': rulesVersion };
  const begun = await change(parts, matchId, 'SET rulesVersion = :version', 'ownerEpoch <= :epoch', values);
  return begun !== undefined;
}

async function startPlacing(
  parts: HostedMatches,
  match: MatchRecord,
  at: number,
): Promise<MatchRecord | undefined> {
  const { matchId } = match.header;
  const placed = await change(
    parts,
    matchId,
    'SET hosting = :placing, attempt = :next, hostedAt = :at, attendedAt = :at, activeShard = :shard ' +
      'REMOVE retryAt',
    asRead,
    {
      ...read(match),
      ':placing': 'placing',
      ':next': match.hosting.attempt + 1,
      ':at': at,
      ':shard': shardKeyOf(matchId),
    },
  );
  return placed && matchRecord(placed);
}

async function markAsleep(
  parts: HostedMatches,
  match: MatchRecord,
  at: number,
  retryAt: number,
): Promise<MatchRecord | undefined> {
  const asleep = await change(
    parts,
    match.header.matchId,
    'SET hosting = :asleep, hostedAt = :at, attendedAt = :at, retryAt = :retry, attempt = :attempt',
    asRead,
    { ...read(match), ':asleep': 'asleep', ':at': at, ':retry': retryAt },
  );
  return asleep && matchRecord(asleep);
}

/** Holds unless the match was claimed or placed since it was read. */
const asRead =
  'ownerEpoch = :epoch AND (hosting = :hosting OR (attribute_not_exists(hosting) AND :hosting = ' +
  ':live)) AND (attempt = :attempt OR (attribute_not_exists(attempt) AND :attempt = :none))';

const read = ({ ownerEpoch, hosting }: MatchRecord): Readonly<Record<string, unknown>> => ({
  ':epoch': ownerEpoch,
  ':hosting': hosting.kind,
  ':live': 'live',
  ':attempt': hosting.attempt,
  ':none': 0,
});
