import { gameOfMatch } from '../../core/define';
import { type PlayerId, type Seat } from '../../core/ids';
import { type MatchEvent } from '../../core/match/match-event';
import { type MatchRecord } from '../../store/matches';
import { type MatchesDependencies } from './dependencies';
import { logEntryDocument } from './documents';
import { lastSequenceOf, seatOf } from './known-match';
import { hidesCommands, openLog, seenLog } from './visible-log';

type LogParts = Pick<MatchesDependencies, 'matches' | 'backend' | 'interruptible'>;

/**
 * A page of a match's log. That of a running match is only for its players, as far as their seats may know
 * it.
 * @throws ApiProblem `not-in-match` while the match runs
 */
export async function logPage(
  parts: LogParts,
  match: MatchRecord,
  reader: PlayerId,
  { after, limit }: { readonly after: number; readonly limit: number },
) {
  const { matches } = parts;
  const { matchId } = match.header;
  // One additional entry is read: it shows whether there is a next page.
  const entries =
    match.status === 'active'
      ? await runningLog(parts, match, seatOf(match, reader), after, limit + 1)
      : await matches.log(matchId, after, limit + 1);
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  return {
    matchId,
    entries: page.map(logEntryDocument),
    lastSequence: Math.max(await lastSequenceOf(matches, match), last?.sequence ?? 0),
    ...(entries.length > page.length && last !== undefined ? { next: last.sequence } : {}),
  };
}

/** Entries of a running match, as far as a seat may know them. */
async function runningLog(
  { matches, backend, interruptible }: LogParts,
  { header }: MatchRecord,
  seat: Seat,
  after: number,
  limit: number,
): Promise<readonly MatchEvent[]> {
  const game = gameOfMatch(backend.games, header);
  if (!hidesCommands(game)) return openLog(await matches.log(header.matchId, after, limit), seat);
  const events = seenLog(game, header, await matches.log(header.matchId), seat, interruptible);
  return events.slice(after, after + limit);
}
