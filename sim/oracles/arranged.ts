import { isBotId } from '../../core/bots/bot-ids';
import { playerId } from '../../core/ids';
import { type MatchRow, type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;

/** A person may leave before an invitation expires. */
export const hasOpenInvitation = (rows: Rows, now: number): boolean =>
  rows.invitations().some(({ status, openUntil }) => status === 'open' && openUntil > now);

/**
 * Every invitation must have ended, with its match seating the players who joined. Every rematch must be one
 * match of the same players, once all have agreed. No other match without a queue may exist, and none may be
 * rated.
 * @param now epoch milliseconds
 */
export function checkArranged(rows: Rows, now: number, violation: Violation): void {
  const matches = rows.matches();
  const players = ({ seats }: MatchRow): string =>
    seats
      .filter((id) => !isBotId(id))
      .sort()
      .join();
  const wanted = new Map<string, string>();
  for (const { code, status, openUntil, matchId, joined } of rows.invitations()) {
    if (status === 'open' && openUntil > now)
      violation('every invitation ends', `invitation ${code} is open until ${openUntil}`);
    if (status === 'begun')
      wanted.set(
        matchId,
        joined
          .map((id) => playerId(id))
          .sort()
          .join(),
      );
  }
  for (const { of, agreed, matchId } of rows.rematches()) {
    const old = matches.find((match) => match.matchId === of);
    if (old === undefined) violation('each rematch is one match', `there is no match ${of} to play again`);
    else if (players(old) === [...agreed].sort().join()) wanted.set(matchId, players(old));
  }
  for (const match of matches) {
    const { matchId, origin, matchmaking, rated } = match;
    if (matchmaking === null && rated)
      violation('no rating without matchmaking', `match ${matchId} of ${origin} is rated`);
    const expected = wanted.get(matchId);
    const asked = origin === 'invitation' || origin === 'rematch';
    if (asked ? expected !== players(match) : expected !== undefined && origin !== 'practice')
      violation(
        asked && origin === 'rematch' ? 'each rematch is one match' : 'an invitation is its match',
        `match ${matchId} of ${origin} seats ${players(match)}, wanted: ${expected ?? 'none'}`,
      );
  }
}
