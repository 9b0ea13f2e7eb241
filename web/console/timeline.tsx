import { type ConsoleMatchDetail, type LogEntryRow } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { entryWords as wordsOf } from '../parts/action-words';
import { StepSlider } from '../parts/step-slider';
import { seatName } from './parts';
import { type Refusal } from './refusals';
import { adjust } from './route';

/** Above this number, ticks become a grey bar. */
const maxTicks = 400;
/** Above this number, ticks have no room for an outline of their own. */
const maxOutlined = 60;

/** The action of an entry in words, with its player. */
export function entryWords(match: ConsoleMatchDetail, game: Game | undefined, entry: LogEntryRow): string {
  const name = (seat: number): string => seatName(match, seat);
  return wordsOf(game, entry, name);
}

interface Tick {
  readonly key: string;
  readonly sequence: number;
  readonly seat: number | null;
  readonly kind: 'entry' | 'hosting' | 'refused';
}

/** Entries, each followed by the refusals after it. */
function ticksOf(entries: readonly LogEntryRow[], refusals: readonly Refusal[]): readonly Tick[] {
  const after = (wanted: number): readonly Tick[] =>
    refusals.flatMap(({ sequence, seat, at }, index) =>
      sequence === wanted ? [{ key: `refused ${at} ${index}`, sequence, seat, kind: 'refused' }] : [],
    );
  return [
    ...after(0),
    ...entries.flatMap(({ sequence, seat }): readonly Tick[] => [
      { key: String(sequence), sequence, seat, kind: seat === null ? 'hosting' : 'entry' },
      ...after(sequence),
    ]),
  ];
}

/** The log of a match, and where one stands in it. */
export interface ShownLog {
  readonly match: ConsoleMatchDetail;
  /** The entry that is shown. */
  readonly at: number;
  readonly game: Game | undefined;
  readonly refusals: readonly Refusal[];
}

/** The log as ticks in the colours of its seats, with a slider. */
export function Timeline({ match, at, game, refusals }: ShownLog) {
  const { entries } = match;
  const last = entries.length;
  const show = (entry: number): void => {
    const wanted = Math.max(0, Math.min(last, entry));
    // The newest entry is not in the address, which then follows the match.
    adjust({ at: wanted === last ? '' : String(wanted) });
  };
  const newest = entries[at - 1];
  const ticks = last > maxTicks ? [] : ticksOf(entries, refusals);
  return (
    <div class="time">
      <div class={`ticks${ticks.length > maxOutlined ? ' narrow' : ''}`} aria-hidden="true">
        {ticks.map(({ key, sequence, seat, kind }) => (
          <span
            key={key}
            class={`tick ${kind}${kind !== 'refused' && sequence === at ? ' here' : ''}`}
            data-seat={seat ?? undefined}
            onClick={() => show(sequence)}
          />
        ))}
      </div>
      <div class="slider">
        <StepSlider at={at} last={last} unit="entry" change={show} />
      </div>
      <p class="calm" role="status">
        <span class="figure">
          {at} of {last}:
        </span>{' '}
        {newest === undefined ? 'the start' : entryWords(match, game, newest)}
      </p>
    </div>
  );
}
