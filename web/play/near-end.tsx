import { useRef } from 'preact/hooks';
import { type Seat } from '../../core/ids';
import { timeText } from '../parts/time-text';
import { type AbsentSeat, absentSeat, absentWords, type MatchOfAbsent } from './absent-end';
import { idleMs, idleWords } from './idle-end';
import { isYoung } from './known-entries';
import { type PlayedMatch } from './seat';
import { useNow } from './use-now';

/** A page that is opened or reloaded connects within these milliseconds: no notice is shown for it. */
const briefMs = 3000;

/** The end of a match in which a player is absent, or does nothing, once that is near. */
export function NearEnd({
  match,
  nameOf,
}: {
  readonly match: PlayedMatch;
  readonly nameOf: (seat: Seat) => string;
}) {
  const now = useNow();
  const { toAct } = match.position.value;
  const seat = toAct.includes(match.live.seat) ? match.live.seat : toAct[0];
  const idle = seat === undefined ? undefined : idleMs(match, seat, now);
  const idleEnd = seat === undefined ? '' : idleWords(idle, nameOf(seat));
  const absent = useAbsent(match, nameOf, now);
  // The match has one next end: that of the turn, where it comes before a player is given up.
  const isIdleFirst = idleEnd !== '' && absent.every(({ leftMs }) => (idle ?? Infinity) < leftMs);
  const lines = isIdleFirst
    ? [idleEnd]
    : absent.map((each) => absentWords(each, matchOfAbsent(match), timeText(each.leftMs)));
  return (
    <>
      {lines.map((line, index) => (
        <p key={index} class="bar warning" role="status">
          {line}
        </p>
      ))}
    </>
  );
}

/** The other players who have been absent for longer than it takes to open a page. */
function useAbsent(
  { live, position, presence }: PlayedMatch,
  nameOf: (seat: Seat) => string,
  now: number,
): readonly AbsentSeat[] {
  const since = useRef(new Map<Seat, number>());
  const { left } = position.value;
  return [...presence.value].flatMap(([seat, is]) => {
    const isPlaying = seat !== live.seat && !left.includes(seat);
    const absent = isPlaying ? absentSeat(is, nameOf(seat), now) : undefined;
    if (absent === undefined) {
      since.current.delete(seat);
      return [];
    }
    const from = since.current.get(seat) ?? now;
    since.current.set(seat, from);
    return now - from < briefMs ? [] : [absent];
  });
}

function matchOfAbsent(match: PlayedMatch): MatchOfAbsent {
  const { live, game, position } = match;
  const takesOver = game?.with(({ onLeave }) => onLeave) === 'bot';
  const isPossible = live.matchmaking !== null && game !== undefined && game.botLevels.length > 0;
  return {
    playing: live.players.length - position.value.left.length,
    isYoung: isYoung(match),
    bot: takesOver ? 'sure' : isPossible ? 'possible' : 'never',
  };
}
