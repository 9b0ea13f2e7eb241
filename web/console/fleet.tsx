import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../core/message-of';
import {
  type FleetDocument,
  type FleetProcess,
  type ProcessAction,
  fleetDocument,
} from '../../contract/console/fleet';
import { titleOf } from '../parts/games';
import { act, anyAnswer, useWatched } from './live';
import { processLogRows } from '../../contract/console/matches';
import { Ago, counted, Id, nameOf, Shown, State } from './parts';
import { ProcessLog } from './process-log';
import { hashOf, route } from './route';
import { isSlow } from './slow';
import { bytesText, spanText } from './time';

/** Nested boxes: fleets, locations, processes with their matches. */
export function FleetPage() {
  const watched = useWatched('/fleet', fleetDocument);
  return (
    <div class="page">
      <h1>Fleet</h1>
      <Deploy />
      <Shown watched={watched}>
        {({ fleets }) => (
          <>
            <Chosen fleets={fleets} />
            {fleets.map((fleet) => (
              <Fleet key={fleet.fleetId} fleet={fleet} />
            ))}
          </>
        )}
      </Shown>
    </div>
  );
}

type ShownFleet = FleetDocument['fleets'][number];

/** Whether an id is of a fleet or of one of its instances. */
const isOf = ({ fleetId, locations }: ShownFleet, id: string): boolean =>
  fleetId === id || locations.some(({ instances }) => instances.some(({ instanceId }) => instanceId === id));

/** The class of a box that the address names. */
const chosenIf = (id: string): string => (route.value.id === id ? ' chosen' : '');

/** Scrolls to the box that the address names. */
function useChosenInSight(): void {
  const { id } = route.value;
  useEffect(() => {
    document.querySelector('.card-box.chosen, .instance.chosen')?.scrollIntoView({ block: 'nearest' });
  }, [id]);
}

/** The process in the address, with its log; a link to it may be older than the process. */
function Chosen({ fleets }: { readonly fleets: readonly ShownFleet[] }) {
  const { id } = route.value;
  if (id === '') return null;
  const processes = fleets.flatMap(({ locations }) => locations).flatMap((location) => location.processes);
  const running = processes.find(({ processId }) => processId === id);
  // A fleet and an instance are marked where they stand.
  if (fleets.some((fleet) => isOf(fleet, id))) return null;
  return (
    <section class="card-box">
      <h2>
        Log of process {running?.pid ?? id.slice(0, 8)}{' '}
        <small>
          <a href="#/fleet">close</a>
        </small>
      </h2>
      {running === undefined ? (
        <p class="notice warning" role="status">
          The process <code>{id}</code> has ended.
        </p>
      ) : null}
      <LogOf key={id} processId={id} />
    </section>
  );
}

function LogOf({ processId }: { readonly processId: string }) {
  const rows = useWatched(`/fleet/${encodeURIComponent(processId)}/log`, processLogRows);
  return <ProcessLog rows={rows} label="log of the process" />;
}

function Fleet({ fleet: { fleetId, status, locations, events } }: { readonly fleet: ShownFleet }) {
  useChosenInSight();
  return (
    <section class={`card-box${chosenIf(fleetId)}`}>
      <h2>
        <Id of={fleetId} letters={14} /> <State of={status} />
      </h2>
      {locations.map(({ location, status: state, free, processes, instances }) => (
        <section key={location} class="location">
          <h3>
            {location} <State of={state} /> <small>{free} more matches fit</small>{' '}
            {processes[0] === undefined ? null : (
              <ProcessActionButton processId={processes[0].processId} action="spot-loss" sure>
                Spot loss
              </ProcessActionButton>
            )}
          </h3>
          <div class="instances">
            {instances.map(({ instanceId, status: runs }) => (
              <Instance
                key={instanceId}
                instanceId={instanceId}
                status={runs}
                processes={processes.filter((process) => process.instanceId === instanceId)}
                most={maxBytes(processes)}
              />
            ))}
            <Instance
              status="warm"
              processes={processes.filter(({ instanceId }) => instanceId === undefined)}
              most={maxBytes(processes)}
            />
          </div>
        </section>
      ))}
      <details>
        <summary>{counted(events.length, 'newest event')}</summary>
        <ul class="plain">
          {events.map(({ at, code, message }) => (
            <li key={`${at} ${code} ${message}`}>
              <Ago at={at} /> <b>{code}</b> {message}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** An instance of the fleet, with the processes that run matches on it. */
function Instance({
  instanceId,
  status,
  processes,
  most,
}: {
  /** Absent: processes without a match, which any instance may run. */
  readonly instanceId?: string;
  readonly status: string;
  readonly processes: readonly FleetProcess[];
  readonly most: number;
}) {
  return (
    <section class={`instance${instanceId === undefined ? '' : chosenIf(instanceId)}`}>
      <h4>
        {instanceId === undefined ? (
          'Warm, on any of them'
        ) : (
          <Id of={instanceId} letters={instanceId.length} />
        )}{' '}
        <State of={status} /> <small class="calm figure">{counted(processes.length, 'process')}</small>
      </h4>
      <ul class="processes">
        {processes.map((process) => (
          <Process key={process.processId} process={process} most={most} />
        ))}
      </ul>
    </section>
  );
}

const maxBytes = (processes: readonly FleetProcess[]): number =>
  Math.max(1, ...processes.map(({ memoryBytes = 0 }) => memoryBytes));

function Process({ process, most }: { readonly process: FleetProcess; readonly most: number }) {
  const { processId, pid, port, players, memoryBytes = 0, answerMs, busyShare, frozen, session } = process;
  const match = session?.match;
  return (
    <li
      class={`process${session === undefined ? '' : ' busy'}${frozen ? ' frozen' : ''}${chosenIf(processId)}`}
    >
      <span class="fill" aria-hidden="true" style={{ height: `${(memoryBytes / most) * 100}%` }} />
      <span class="line">
        <b>process {pid}</b>
        <State of={frozen ? 'frozen' : (session?.status ?? 'warm')} />
      </span>
      <span class="calm">
        {[
          port === 0 ? 'no port yet' : `port ${port}`,
          ...(memoryBytes === 0 ? [] : [bytesText(memoryBytes)]),
        ].join(' · ')}
      </span>
      {answerMs === undefined ? null : (
        <span class="line">
          <span class={isSlow(answerMs) ? 'state bad' : 'calm'}>answers in {spanText(answerMs)}</span>
          {busyShare === undefined ? null : <span class="calm">busy {Math.round(busyShare * 100)} %</span>}
        </span>
      )}
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
          )}
          <br />
          <small class="calm">
            {players} of {session.seats} connected, <Ago at={session.since} />
          </small>
        </span>
      )}
      <span class="line">
        <a href={`#/fleet/${processId}`}>log</a>
        <ProcessActionButton processId={processId} action="kill">
          kill -9
        </ProcessActionButton>
        {frozen ? (
          <ProcessActionButton processId={processId} action="resume">
            Resume
          </ProcessActionButton>
        ) : (
          <ProcessActionButton processId={processId} action="freeze">
            Freeze
          </ProcessActionButton>
        )}
      </span>
    </li>
  );
}

/** Deploys the current build: new matches begin on it, running ones end on the code that they began on. */
function Deploy() {
  const said = useSignal('');
  const deploy = (): void => {
    said.value = 'deploying …';
    act('/fleet/deploy', anyAnswer).then(
      () => {
        said.value = 'Deployed: new matches run what build/ holds.';
      },
      (error: unknown) => {
        said.value = messageOf(error);
      },
    );
  };
  return (
    <p class="facts-line">
      <button type="button" onClick={deploy}>
        Deploy the script as it is built
      </button>
      <span class="calm" role="status">
        {said.value === '' ? 'npm run build makes it; npm start -- --watch does both by itself.' : said.value}
      </span>
    </p>
  );
}

/** A button that changes a process, and shows why it failed. */
function ProcessActionButton({
  processId,
  action,
  sure = false,
  children,
}: {
  readonly processId: string;
  readonly action: ProcessAction;
  /** Whether it asks for a confirmation. */
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
        if (sure && !confirm('Every process of this location ends at once. Its matches continue elsewhere.'))
          return;
        act(`/processes/${encodeURIComponent(processId)}/${action}`, anyAnswer).catch((error: unknown) => {
          failure.value = messageOf(error);
        });
      }}
    >
      {failure.value === '' ? children : `${children}: ${failure.value}`}
    </button>
  );
}
