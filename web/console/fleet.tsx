import { useSignal } from '@preact/signals';
import { messageOf } from '../../core/message-of';
import { type FleetDocument, type FleetProcess, type ProcessDeed } from '../../contract/console';
import { titleOf } from '../parts/games';
import { act, useWatched } from './live';
import { Ago, Id, nameOf, Shown, State } from './parts';
import { hashOf, route } from './route';
import { bytesText } from './time';

/** Boxes in boxes: fleets, locations, processes with the matches in them. */
export function FleetPage() {
  const watched = useWatched<FleetDocument>('/fleet');
  return (
    <div class="page">
      <h1>Fleet</h1>
      <Shown watched={watched}>
        {({ fleets }) =>
          fleets.map(({ fleetId, status, locations }) => (
            <section key={fleetId} class="card-box">
              <h2>
                <Id of={fleetId} letters={14} /> <State of={status} />
              </h2>
              {locations.map(({ location, status: state, free, processes }) => (
                <section key={location} class="location">
                  <h3>
                    {location} <State of={state} /> <small>{free} more matches fit</small>{' '}
                    {processes[0] === undefined ? null : (
                      <Deed processId={processes[0].processId} deed="spot-loss" sure>
                        Spot loss
                      </Deed>
                    )}
                  </h3>
                  <ul class="processes">
                    {processes.map((process) => (
                      <Process key={process.processId} process={process} most={mostBytes(processes)} />
                    ))}
                  </ul>
                </section>
              ))}
            </section>
          ))
        }
      </Shown>
    </div>
  );
}

const mostBytes = (processes: readonly FleetProcess[]): number =>
  Math.max(1, ...processes.map(({ memoryBytes = 0 }) => memoryBytes));

function Process({ process, most }: { readonly process: FleetProcess; readonly most: number }) {
  const { processId, pid, port, players, memoryBytes = 0, frozen, session } = process;
  const match = session?.match;
  return (
    <li
      class={`process${session === undefined ? '' : ' busy'}${frozen ? ' frozen' : ''}${route.value.id === processId ? ' chosen' : ''}`}
    >
      <span class="fill" aria-hidden="true" style={{ height: `${(memoryBytes / most) * 100}%` }} />
      <span class="line">
        <b>process {pid}</b>
        <State of={frozen ? 'frozen' : (session?.status ?? 'warm')} />
      </span>
      <span class="calm">
        port {port} · {memoryBytes === 0 ? '' : bytesText(memoryBytes)}
      </span>
      {session === undefined ? (
        <span class="calm">waits for a match</span>
      ) : (
        <span>
          {match === undefined ? (
            'a game session'
          ) : (
            <a href={hashOf({ section: 'matches', id: match.matchId, query: {} })}>
              {titleOf(match.game)}: {match.players.map(nameOf).join(' – ')}
            </a>
          )}{' '}
          <small class="calm">
            {players} of {session.seats} connected, <Ago at={session.since} />
          </small>
        </span>
      )}
      <span class="line">
        <Deed processId={processId} deed="kill">
          kill -9
        </Deed>
        {frozen ? (
          <Deed processId={processId} deed="resume">
            Resume
          </Deed>
        ) : (
          <Deed processId={processId} deed="freeze">
            Freeze
          </Deed>
        )}
      </span>
    </li>
  );
}

/** A button that does something to a process, and says when it could not. */
function Deed({
  processId,
  deed,
  sure = false,
  children,
}: {
  readonly processId: string;
  readonly deed: ProcessDeed;
  /** Asks first. */
  readonly sure?: boolean;
  readonly children: string;
}) {
  const failure = useSignal('');
  return (
    <button
      type="button"
      class="small"
      title={failure.value}
      onClick={() => {
        if (sure && !confirm('Every process of this location ends at once. Matches go on elsewhere.')) return;
        act(`/processes/${encodeURIComponent(processId)}/${deed}`).catch((error: unknown) => {
          failure.value = messageOf(error);
        });
      }}
    >
      {failure.value === '' ? children : `${children}: ${failure.value}`}
    </button>
  );
}
