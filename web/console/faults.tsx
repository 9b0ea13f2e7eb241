import { useSignal } from '@preact/signals';
import { messageOf } from '../../core/message-of';
import {
  type ConsoleTime,
  type EventFault,
  eventFaults,
  type FaultsDocument,
  faultsDocument,
} from '../../contract/console/faults';
import { useDraft } from '../parts/use-draft';
import { act, anyAnswer, useWatched } from './live';
import { Shown } from './parts';
import { absoluteText, clock, machineClock, shiftText, spanText } from './time';

/** The faults that can be switched on, and the active ones. */
export function Faults() {
  const watched = useWatched('/faults', faultsDocument);
  return (
    <div class="page">
      <h1>Faults and time</h1>
      <Shown watched={watched}>{(faults) => <Switches faults={faults} />}</Shown>
    </div>
  );
}

const words: Readonly<Record<EventFault, string>> = {
  duplicate: 'Duplicate: every third event comes twice',
  reorder: 'Reorder: events overtake one another',
  delay: 'Delay: every third event comes up to 5 s late',
};

/** Ends with the newest command: quick clicks reach the backend in their order. */
let sent: Promise<unknown> = Promise.resolve();

function Switches({ faults: { dynamodb, events, time, hosting } }: { readonly faults: FaultsDocument }) {
  const failure = useSignal('');
  const run: Run = (path) => {
    failure.value = '';
    sent = sent
      .then(() => act(path, anyAnswer))
      .catch((error: unknown) => {
        failure.value = messageOf(error);
      });
    return sent;
  };
  return (
    <>
      {failure.value === '' ? null : (
        <p class="notice bad" role="alert">
          {failure.value}
        </p>
      )}
      <Time time={time} run={run} />
      <Events events={events} run={run} />
      <Tables dynamodb={dynamodb} run={run} />
      <section class="card-box">
        <h2>Processes</h2>
        <p>
          <a href="#/fleet">The fleet</a> kills, freezes and resumes processes, and loses all of a location at
          once.
        </p>
      </section>
      <Placements hosting={hosting} />
    </>
  );
}

/** @returns settles when the backend has answered */
type Run = (path: string) => Promise<unknown>;

function Events({ events, run }: { readonly events: FaultsDocument['events']; readonly run: Run }) {
  const set = (name: EventFault | 'held', on: boolean): void => void run(`/faults/events?${name}=${on}`);
  return (
    <section class="card-box">
      <h2>Events of GameLift</h2>
      <p class="line">
        <label class="switch">
          <input
            type="checkbox"
            checked={events.held}
            onChange={({ currentTarget: { checked } }) => set('held', checked)}
          />
          Hold: deliver nothing until this is switched off
        </label>
        <span class="calm figure">{events.undelivered} not delivered yet</span>
      </p>
      {eventFaults.map((way) => (
        <p key={way}>
          <label class="switch">
            <input
              type="checkbox"
              checked={events.ways.includes(way)}
              onChange={({ currentTarget: { checked } }) => set(way, checked)}
            />
            {words[way]}
          </label>
        </p>
      ))}
    </section>
  );
}

function Tables({ dynamodb, run }: { readonly dynamodb: FaultsDocument['dynamodb']; readonly run: Run }) {
  const set = (name: keyof FaultsDocument['dynamodb'], value: number): Promise<unknown> =>
    run(`/faults/dynamodb?${name}=${value}`);
  return (
    <section class="card-box">
      <h2>Tables</h2>
      <ProbabilityField
        label="Calls that are throttled"
        value={dynamodb.throttling}
        set={(value) => set('throttling', value)}
      />
      <ProbabilityField
        label="Writes that meet another transaction"
        value={dynamodb.transactionConflict}
        set={(value) => set('transactionConflict', value)}
      />
      <p>
        <label class="switch">
          Indexes lag behind by
          <select
            value={String(dynamodb.indexLagMs)}
            onChange={({ currentTarget: { value } }) => void set('indexLagMs', Number(value))}
          >
            {[...new Set([0, 100, 1_000, 5_000, dynamodb.indexLagMs])].map((lag) => (
              <option key={lag} value={String(lag)}>
                {lag} ms
              </option>
            ))}
          </select>
        </label>
      </p>
    </section>
  );
}

function Placements({ hosting }: Pick<FaultsDocument, 'hosting'>) {
  return (
    <section class="card-box">
      <h2>Placements</h2>
      <p>
        Hosting is {hosting}: <code>npm start</code> places every match on a process. Placements that are
        decided by hand are the local GameLift’s own:{' '}
        <code>npm run gamelift -- --virtual-clock --hosting hold</code>.
      </p>
    </section>
  );
}

const steps = [
  ['1 s', 1],
  ['10 s', 10],
  ['1 min', 60],
  ['10 min', 600],
  ['1 h', 3600],
  ['1 d', 86_400],
] as const;

/** Time, for clocks, tickets, timeouts, tokens and schedules alike. */
function Time({ time, run }: { readonly time: ConsoleTime; readonly run: Run }) {
  const { stoppedAt, meets } = time;
  const stands = stoppedAt !== null;
  const away = shiftText(time);
  return (
    <section class="card-box">
      <h2>Time</h2>
      <p role="status">
        It is <b class="figure">{absoluteText(clock.value)}</b>
        {stands ? ', and time stands still.' : '.'}{' '}
        {away === '' ? null : `Time is ${away} of this machine’s.`}
        {meets && stands
          ? `This machine’s time has come in ${spanText(stoppedAt - machineClock.value)}: time runs on then.`
          : null}
      </p>
      <p class="facts-line">
        <button
          type="button"
          aria-pressed={stands}
          onClick={() => void run(`/time/${stands ? 'go' : 'stop'}`)}
        >
          {stands ? 'Let time run' : 'Stop time'}
        </button>
        <span>step</span>
        {steps.map(([name, seconds]) => (
          <button key={name} type="button" onClick={() => void run(`/time/step?seconds=${seconds}`)}>
            {name}
          </button>
        ))}
      </p>
      {meets || (!stands && away === '') ? null : (
        <p>
          <button type="button" onClick={() => void run('/time/meet')}>
            Back to this machine’s time
          </button>
        </p>
      )}
      <p class="calm">
        Clocks of matches, tickets and their timeouts, tokens, schedules and webhooks go by it. It never goes
        back: from ahead of this machine’s it stands until that has come.
      </p>
    </section>
  );
}

function ProbabilityField({
  label,
  value,
  set,
}: {
  readonly label: string;
  readonly value: number;
  readonly set: (value: number) => Promise<unknown>;
}) {
  const draft = useDraft(value, set);
  return (
    <p>
      <label class="switch">
        {label}
        <input
          type="range"
          min={0}
          max={0.5}
          step={0.01}
          value={draft.shown}
          onInput={({ currentTarget }) => draft.type(currentTarget.valueAsNumber)}
          onChange={({ currentTarget }) => draft.commit(currentTarget.valueAsNumber)}
          onBlur={draft.leave}
        />
        <span class="figure">{Math.round(draft.shown * 100)} %</span>
      </label>
    </p>
  );
}
