import { isBotId } from '../../core/bots/bot-ids';
import { type MatchId, matchId } from '../../core/ids';
import { type AwaitedTurn } from '../../core/match/turns';
import { outcomesOf } from '../../core/results';
import { type PlayerEvent } from '../../contract/player-events';
import { matchRows } from '../../store/keys';
import { type MatchRow, readMatchRow } from '../../store/match-row';
import { readRematchAsked } from '../../store/rematch-row';
import { turnOfWarning, turnsOfEntry } from '../../store/turns-attribute';
import { type RowChange, rowChanges } from '../shared/aws/stream-records';

type YourTurn = Extract<PlayerEvent, { type: 'your-turn' }>;
type ClockLow = Extract<PlayerEvent, { type: 'clock-low' }>;
type Result = Extract<PlayerEvent, { type: 'result' }>;
type Rematch = Extract<PlayerEvent, { type: 'rematch' }>;

/**
 * Events for players in the records of the matches table's stream. Each event follows from one row alone,
 * with an id that the row gives it. So a record that comes again, late or out of order gives the same event.
 * @throws MalformedRow when a row is not a valid row of the table
 */
export function matchEvents(event: unknown): readonly PlayerEvent[] {
  return rowChanges(event).flatMap((change): readonly PlayerEvent[] => {
    const after = change.after();
    if (after === undefined) return [];
    if (matchRows.match.fits(change)) return results(change, readMatchRow(after));
    if (change.before() !== undefined) return [];
    const match = matchId(change.pk.slice(change.pk.indexOf('#') + 1));
    if (matchRows.entry.fits(change)) return turns(match, after);
    if (matchRows.rematch.fits(change)) return rematches(match, after);
    return matchRows.warning.fits(change) ? [clockLow(match, turnOfWarning(after), change.at)] : [];
  });
}

const seated = (
  match: MatchId,
  { game, seat, playerId }: Pick<AwaitedTurn, 'game' | 'seat' | 'playerId'>,
) => ({
  matchId: match,
  game,
  seat,
  playerId,
});

/**
 * The id names the turn, not the entry that announces it: there is one event a turn, however often the turn
 * waits.
 */
function turns(match: MatchId, row: Readonly<Record<string, unknown>>): readonly YourTurn[] {
  return turnsOfEntry(row).map((turn) => ({
    id: `your-turn.${match}.${turn.sequence}.${turn.seat}`,
    type: 'your-turn',
    timestamp: new Date(turn.since).toISOString(),
    data: { ...seated(match, turn), sequence: turn.sequence, deadline: turn.deadline },
  }));
}

function clockLow(match: MatchId, turn: ReturnType<typeof turnOfWarning>, at: number): ClockLow {
  return {
    id: `clock-low.${match}.${turn.deadline}.${turn.seat}`,
    type: 'clock-low',
    timestamp: new Date(at).toISOString(),
    data: { ...seated(match, turn), deadline: turn.deadline },
  };
}

/** The first player who asks makes the row: every other player of the match is asked, once. */
function rematches(match: MatchId, row: Readonly<Record<string, unknown>>): readonly Rematch[] {
  const asked = readRematchAsked(row);
  if (asked === undefined) return [];
  const { game, seats, from, at, openUntil } = asked;
  return seats.flatMap((playerId, seat): readonly Rematch[] =>
    playerId === from || isBotId(playerId)
      ? []
      : [
          {
            id: `rematch.${match}.${seat}`,
            type: 'rematch',
            timestamp: new Date(at).toISOString(),
            data: { ...seated(match, { game, seat, playerId }), from, openUntil },
          },
        ],
  );
}

/** A match ends once: its row is active before, and not after. */
function results(change: RowChange, row: MatchRow): readonly Result[] {
  const before = change.before();
  if (row.status === 'active' || before === undefined || readMatchRow(before).status !== 'active') return [];
  const { outcome: ending, matchId: match, game } = row;
  const outcomes = ending === undefined ? [] : outcomesOf(ending.result, row.teams);
  return row.seats.flatMap((playerId, seat): readonly Result[] => {
    if (isBotId(playerId)) return [];
    return [
      {
        id: `result.${match}.${seat}`,
        type: 'result',
        timestamp: new Date(ending?.endedAt ?? change.at).toISOString(),
        data: {
          ...seated(match, { game, seat, playerId }),
          outcome:
            ending === undefined ? 'abandoned' : row.counted === 'void' ? 'void' : (outcomes[seat] ?? 'draw'),
          place: ending?.result.places[seat] ?? null,
          reason: ending?.result.reason ?? row.abandonedBecause ?? 'server-lost',
        },
      },
    ];
  });
}
