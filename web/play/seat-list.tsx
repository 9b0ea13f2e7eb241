import { type Seat } from '../../core/ids';
import { ClockFaceView, type ClockSource } from './clock-face';
import { isBot } from './names';
import { placeText } from './outcome';
import { type ConnectionPhase, type PlayedMatch, type PresenceOf } from './seat';

const presenceWords: Readonly<Record<string, string>> = {
  expected: 'not here yet',
  away: 'connection lost',
  gone: 'has left',
};

const sources: Readonly<Record<ConnectionPhase, ClockSource>> = {
  here: 'heard',
  lost: 'guessed',
  closed: 'stopped',
  replaced: 'stopped',
};

/** The players, seat 0 first, with whose turn it is and who is away. */
export function SeatList({
  match: { live, position, presence, result, clocks, connection },
  nameOf,
}: {
  readonly match: PlayedMatch;
  readonly nameOf: (seat: Seat) => string;
}) {
  const { toAct, left } = position.value;
  return (
    <ol class="seats">
      {live.players.map((playerId, seat) => {
        const is = presence.value.get(seat);
        const out = left.includes(seat);
        return (
          <li
            key={playerId}
            data-seat={seat}
            class={toAct.includes(seat) && result.value === undefined ? 'acts' : ''}
          >
            <span class="chip" aria-hidden="true" />
            <span class="who" title={playerId}>
              {nameOf(seat)}
            </span>
            <span class="note">
              {result.value === undefined ? seatWords(playerId, is, out) : placeText(result.value, seat)}
            </span>
            {clocks.value === undefined ? null : (
              <ClockFaceView
                clocks={clocks.value}
                seat={seat}
                source={sources[connection.value]}
                isOwn={seat === live.seat}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The strength of a bot, or the reason why a player is not playing. */
function seatWords(playerId: string, is: PresenceOf | undefined, out: boolean): string {
  if (is?.bot !== undefined) return isBot(playerId) ? is.bot : `has left, a bot plays (${is.bot})`;
  if (out) return 'out';
  return presenceWords[is?.presence ?? 'here'] ?? '';
}
