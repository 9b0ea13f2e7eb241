import { type MatchMoment } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { type Viewer } from '../../core/game-rules';
import { type Json } from '../../core/json';
import { clocksForSeat } from '../../core/match/clock/clocks-for-seat';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { fold, type Match, openMatch } from '../../core/match/match';
import { lastCommandFor, positionFor } from '../../core/match/views';
import { RulesWatch } from '../../definition/rules-watch';

/** The time that rules get for a whole log: the console shares its thread with the API. */
const rulesMs = 1_000;

/**
 * The match after an entry of its log, with the rules' view for each viewer.
 * @param at sequence number of the last folded entry; 0 is the start
 * @param now epoch milliseconds at which running clocks are read; past entries are read at their own time
 * @throws ReplayError | RulesFailure
 */
export function foldedMoment(
  game: Game,
  header: MatchHeader,
  entries: readonly LogEntry[],
  at: number,
  now: number,
): MatchMoment {
  const watch = new RulesWatch(rulesMs);
  return watch.run(() =>
    watch.over(game).with((typed) => {
      let match = openMatch(typed, header);
      let before: Json | undefined;
      for (const entry of entries.slice(0, at)) {
        before = match.state;
        match = fold(match, entry);
      }
      return shown(match, before, at === entries.length ? now : (entries[at]?.at ?? now));
    }),
  );
}

/**
 * The states of a match, which no player sees: its first, and the state after each entry.
 * @throws ReplayError | RulesFailure
 */
export function statesOf(game: Game, header: MatchHeader, entries: readonly LogEntry[]): readonly Json[] {
  const watch = new RulesWatch(rulesMs);
  return watch.run(() =>
    watch.over(game).with((typed) => {
      let match = openMatch(typed, header);
      return [
        match.state,
        ...entries.map((entry): Json => {
          match = fold(match, entry);
          return match.state;
        }),
      ];
    }),
  );
}

function shown<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  before: Json | undefined,
  time: number,
): MatchMoment {
  const viewers: readonly Viewer[] = ['spectator', ...match.header.seats.keys()];
  const { offer, toAct, phase } = positionFor(match, 'spectator');
  return {
    at: match.sequence,
    state: match.state,
    ...(before === undefined ? {} : { before }),
    seen: viewers.map((viewer) => {
      const { view, legal } = positionFor(match, viewer);
      const last = lastCommandFor(match, viewer);
      return { viewer, view, legal, ...(last === undefined ? {} : { last }) };
    }),
    toAct,
    phase,
    offer: offer === null ? null : { offer: offer.offer, by: offer.by },
    clocks: match.time.control.kind === 'none' ? [] : clocksForSeat(match, time, 0).seats,
    clocksAt: time,
  };
}
