import { type TracksPart } from '../../core/drawing';
import { type DrawingContext } from './drawing-context';

const share = (value: number, length: number): string =>
  `${Math.max(0, Math.min(100, (100 * value) / length)).toFixed(2)}%`;

/** One bar for each seat. */
export function Tracks({ part, context }: { readonly part: TracksPart; readonly context: DrawingContext }) {
  const { label, length, lanes, unit = '' } = part;
  const isBare = lanes.every(({ note }) => note === undefined);
  return (
    <section class="tracks-part" role="group" aria-label={label}>
      <div class="caption">
        <span>{label}</span>
      </div>
      <ul class={`tracks${isBare ? ' bare' : ''}`}>
        {lanes.map(({ seat, at, pending = 0, note }) => (
          <li key={seat} data-seat={seat}>
            <span class="who">{context.nameOf(seat)}</span>
            <span class="track" aria-hidden="true">
              <i style={{ width: share(at, length) }} />
              <i class="pending" style={{ width: share(Math.min(pending, length - at), length) }} />
            </span>
            <span class="figure">
              {at}
              {unit === '' ? '' : ` ${unit}`}
              {pending > 0 ? ` + ${pending}` : ''}
            </span>
            {isBare ? null : <span class="note">{note ?? ''}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
