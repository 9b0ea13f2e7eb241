import { type announcedResult } from '../../core/match/announced-result';
import { type LogEntry, type OfferKind } from '../../core/match/log';
import { type Match } from '../../core/match/match';
import { shownClock, type ShownClock } from '../../core/match/clock/clocks';
import { type Viewer } from '../../core/game-rules';
import { type Seat } from '../../core/ids';
import { type Json } from '../../core/json';
import { hostingEvent, positionFor } from '../../core/match/views';
import { type HostingEvent, type MatchEvent } from '../../core/match/match-event';

/** An entry of a log as the API shows it. */
export function logEntryDocument(entry: LogEntry | MatchEvent) {
  if ('kind' in entry && entry.kind !== 'command') return hostingDocument(hostingEvent(entry));
  if (entry.seat === null) return hostingDocument(entry);
  const { sequence, seat, at, action } = entry;
  const id = 'commandId' in entry ? entry.commandId : entry.id;
  return {
    sequence,
    ...(id === undefined ? {} : { commandId: id }),
    seat,
    at,
    action: { ...action },
    ...('lagMs' in entry && entry.lagMs !== undefined ? { lagMs: entry.lagMs } : {}),
    ...(entry.bot === undefined ? {} : { bot: entry.bot }),
  };
}

export function hostingDocument({ sequence, seat, at, action }: HostingEvent) {
  if (action.kind !== 'timeout') return { sequence, seat, at, action };
  const { kind, seats, commands } = action;
  return {
    sequence,
    seat,
    at,
    action: { kind, seats: [...seats], ...(commands === undefined ? {} : { commands: [...commands] }) },
  };
}

/** A position of core/match/views as the API shows it. */
interface PositionDocument {
  view: Json;
  toAct: Seat[];
  legal: Json[];
  offer: { offer: OfferKind; by: Seat; acceptedBy: Seat[] } | null;
  left: Seat[];
  phase: string | null;
}

/** @throws RulesFailure when the rules cannot show the state */
export function positionDocument<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  viewer: Viewer,
): PositionDocument {
  const { view, toAct, legal, offer, left, phase } = positionFor(match, viewer);
  return {
    view,
    toAct: [...toAct],
    legal: [...legal],
    offer: offer && { ...offer, acceptedBy: [...offer.acceptedBy] },
    left: [...left],
    phase,
  };
}

/** The clocks of a match at a given time; null in a match without a clock. */
export function clocksDocument<State extends Json, Command extends Json, View extends Json>(
  { time, clocks }: Match<State, Command, View>,
  now: number,
): { now: number; seats: ShownClock[] } | null {
  if (time.control.kind === 'none') return null;
  return { now, seats: clocks.seats.map((clock) => shownClock(time, clock, now)) };
}

/** The end of a match as the API shows it. */
export const endDocument = ({ places, outcomes, scores, ...rest }: ReturnType<typeof announcedResult>) => ({
  ...rest,
  places: [...places],
  outcomes: [...outcomes],
  ...(scores === undefined ? {} : { scores: [...scores] }),
});
