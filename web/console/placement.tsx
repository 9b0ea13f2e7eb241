import { type PlacementDocument } from '../../contract/console/tickets';
import { counted, State } from './parts';
import { clock, spanText } from './time';

/** The placement of a match, and what keeps it from a place. */
export function Placement({ placement }: { readonly placement: PlacementDocument }) {
  const { queue, status, since, deadline, failures, freeProcesses, obstacles } = placement;
  return (
    <section class="card-box">
      <h3>
        Placement <State of={status} />
      </h3>
      <p>
        In queue {queue} for {spanText(clock.value - since)}; it gives up in{' '}
        {spanText(deadline - clock.value)}. {counted(freeProcesses, 'process')}{' '}
        {freeProcesses === 1 ? 'is' : 'are'} free
        {failures > 0 ? `, ${counted(failures, 'failed start')} so far` : ''}.
      </p>
      {obstacles.map((obstacle) => (
        <p key={obstacle} class="notice bad">
          {obstacle}
        </p>
      ))}
    </section>
  );
}
