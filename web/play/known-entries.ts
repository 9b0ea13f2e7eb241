import { mayCallOff } from './call-off';
import { type PlayedMatch, type ShownEntry } from './seat';

/** The log as far as the page knows it, and how many of the first entries it lacks. */
export function knownEntries({ before, earlier, events }: PlayedMatch): {
  readonly entries: readonly ShownEntry[];
  readonly missed: number;
} {
  const missed = earlier.value.length >= before ? 0 : before;
  return { entries: [...(missed === 0 ? earlier.value : []), ...events.value], missed };
}

/** Whether a seat has not had its turn yet: until then the match can be called off, and is not counted. */
export function isYoung(match: PlayedMatch): boolean {
  const { live, position } = match;
  const { entries, missed } = knownEntries(match);
  return mayCallOff({
    seats: live.players.length,
    arranged: live.matchmaking === null,
    before: missed,
    events: entries,
    left: position.value.left,
  });
}
