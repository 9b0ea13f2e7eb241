import { commandId, gameName, matchId, matchmakingName, playerId } from '../core/ids';
import { type LogEntry } from '../core/match/log';
import { type RecordedMatch } from '../core/match/verify';
import { type MatchDocument, type MatchLogDocument } from './rest/documents';

/** A match that cannot be folded from the answers of the API; the message gives the reason. */
export class StillPlayed extends Error {
  override readonly name = 'StillPlayed';
}

/**
 * A match and its whole log in the terms of the engine: for verifying and replaying it.
 * @throws StillPlayed while the match is being played, or when it was while the log was read
 */
export function recordedMatch(match: MatchDocument, entries: MatchLogDocument['entries']): RecordedMatch {
  const { seed, seedHash, result } = match;
  if (seed === undefined) throw new StillPlayed('the match has no seed yet: it is still being played');
  return {
    header: {
      matchId: matchId(match.matchId),
      game: gameName(match.game),
      rulesVersion: match.rulesVersion,
      seed,
      seats: match.seats.map((player) => playerId(player)),
      teams: match.teams,
      options: match.options,
      origin: match.origin,
      bots: match.bots,
      matchmaking: match.matchmaking === null ? null : matchmakingName(match.matchmaking),
      rated: match.rated,
      ...(match.unratedBecause === undefined ? {} : { unratedBecause: match.unratedBecause }),
      startedAt: match.startedAt,
    },
    seedHash,
    status: match.status,
    entries: entries.map(logEntry),
    ...(result === undefined
      ? {}
      : {
          ending: {
            result: {
              places: result.places,
              ...(result.scores === undefined ? {} : { scores: result.scores }),
              ...(result.numbers === undefined ? {} : { numbers: result.numbers }),
              reason: result.reason,
            },
            endedAt: result.endedAt,
            commands: match.lastSequence,
          },
          outcomes: result.outcomes,
        }),
  };
}

function logEntry({ sequence, at, ...fields }: MatchLogDocument['entries'][number]): LogEntry {
  if (fields.seat === null) return { sequence, at, ...fields.action };
  if (fields.commandId === undefined)
    throw new StillPlayed(
      `entry ${sequence} has no commandId: the log was read while the match was being played`,
    );
  const { seat, action, lagMs, bot } = fields;
  const entry = {
    kind: 'command' as const,
    sequence,
    at,
    seat,
    action,
    commandId: commandId(fields.commandId),
  };
  if (bot === true) return { ...entry, bot };
  return lagMs === undefined ? entry : { ...entry, lagMs };
}
