import { type Seat } from '../../core/ids';
import { timeDefaults } from '../../core/match/clock/time-rules';
import { timeText } from '../parts/time-text';
import { timeRulesOf } from './match-time';
import { type LiveMatch, type MatchClocks } from '../../client/index';
import { type PlayedMatch, type ShownEntry } from './seat';

/** The end of a waiting match is shown when it is this near, in milliseconds. */
const nearMs = 60_000;

interface Followed extends Pick<PlayedMatch, 'game'> {
  readonly live: Pick<LiveMatch, 'options' | 'startedAt'>;
  readonly earlier: { readonly value: readonly ShownEntry[] };
  readonly events: { readonly value: readonly ShownEntry[] };
  readonly clocks: { readonly value: MatchClocks | undefined };
}

/**
 * Milliseconds until a match ends because a seat does nothing, where no clock of the seat shows it: its first
 * turn, and every turn of a match without clocks.
 * @param now epoch milliseconds of this device: between two turns it may differ from the server's
 * @returns undefined when a clock runs, and for a game that this page does not know
 */
export function idleMs(
  { game, live, earlier, events, clocks }: Followed,
  seat: Seat,
  now: number,
): number | undefined {
  const shown = clocks.value;
  if (shown !== undefined)
    return shown.of(seat).isRunning ? undefined : (shown.untilDeadline(seat) ?? undefined);
  const { control, firstTurnMs } = timeRulesOf(game, live.options) ?? {};
  if (control?.kind !== 'none' || firstTurnMs === undefined) return undefined;
  const entries = [...earlier.value, ...events.value];
  const isFirst = !entries.some((entry) => isPlayedBy(entry, seat));
  const allowed = isFirst ? firstTurnMs : (control.idleMs ?? timeDefaults.idleMs);
  return allowed - Math.max(0, now - (entries.at(-1)?.at ?? live.startedAt));
}

const isPlayedBy = (entry: ShownEntry, seat: Seat): boolean =>
  entry.seat === seat && entry.action.kind === 'play';

/**
 * The near end of a match in words; '' while it is far.
 * @param name of the seat that does nothing; the reader's own is `You`
 */
export function idleWords(leftMs: number | undefined, name: string): string {
  if (leftMs === undefined || leftMs > nearMs) return '';
  const time = timeText(Math.max(0, leftMs));
  return `The match ends in ${time} unless ${name === 'You' ? 'you move' : `${name} moves`}.`;
}
