import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { nowDocument } from '../../contract/console/now';
import { Leaderboards } from './leaderboards';
import { Calls } from './calls';
import { Events } from './events';
import { Faults } from './faults';
import { FleetPage } from './fleet';
import { answeredAt, connection, paused, setPaused, useWatched } from './live';
import { Matches } from './matches';
import { Now } from './now';
import { Players } from './players';
import { hashOf, route, type Section, sections } from './route';
import { Search } from './search';
import { listenToKeys } from './shortcuts';
import { Later } from '../parts/later';
import { switchTheme, theme } from '../parts/theme';
import { Tables } from './tables';
import { setShift, shiftText } from './time';
import { TicketsPage } from './tickets';

/** The whole console: a rail of sections, a status bar, and the section that the address names. */
export function App() {
  const rail = useRef<HTMLElement>(null);
  const help = useSignal(false);
  useEffect(() => listenToKeys(help), []);
  const { section } = route.value;
  useEffect(() => {
    document.title = `${sections.find(({ name }) => name === section)?.title ?? ''} · Turnlift console`;
    // On a phone the rail is one line that scrolls.
    rail.current
      ?.querySelector('[aria-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'instant' });
  }, [section]);
  if (connection.value === 'closed') return <Closed />;
  return (
    <div class="frame">
      <nav class="rail" ref={rail} aria-label="sections">
        <a class="brand" href="#/now">
          Turnlift
        </a>
        {sections.map(({ name, title }) => (
          <a
            key={name}
            href={hashOf({ section: name, id: '', query: {} })}
            aria-current={name === section ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      <TopBar help={() => (help.value = !help.value)} />
      {help.value ? <Keys /> : null}
      <main class={connection.value === 'lost' ? 'stale' : ''}>
        <Stale />
        <SectionPage section={section} />
      </main>
    </div>
  );
}

/** Without it, what is shown would look like the present. */
function Stale() {
  const { value: at } = answeredAt;
  if (connection.value !== 'lost' || at === undefined) return null;
  return (
    <p class="notice bad" role="alert">
      The backend does not answer. The page shows the state of {new Date(at).toLocaleTimeString()}, and is
      live again by itself when the backend is back.
    </p>
  );
}

/** Loaded on demand: its editor is larger than all other sections together. */
const loadLab = async () => (await import('./lab/lab.js')).Lab;

function SectionPage({ section }: { readonly section: Section }) {
  switch (section) {
    case 'now':
      return <Now />;
    case 'matches':
      return <Matches />;
    case 'tickets':
      return <TicketsPage />;
    case 'lab':
      return <Later load={loadLab} what="the rule lab" props={{}} />;
    case 'boards':
      return <Leaderboards />;
    case 'players':
      return <Players />;
    case 'events':
      return <Events />;
    case 'calls':
      return <Calls />;
    case 'tables':
      return <Tables />;
    case 'faults':
      return <Faults />;
    case 'fleet':
      return <FleetPage />;
  }
}

function TopBar({ help }: { readonly help: () => void }) {
  const now = useWatched('/now', nowDocument);
  const summary = now.kind === 'here' ? now.body : undefined;
  const shift = summary?.time;
  useEffect(() => {
    if (shift !== undefined) setShift(shift);
  }, [shift]);
  const { value: state } = connection;
  const shownTheme = theme.value;
  return (
    <header class="top">
      <Search />
      <span class="grow" />
      {summary === undefined || summary.faults.length === 0 ? null : (
        <a class="state bad" href="#/faults" title={summary.faults.join('; ')}>
          {summary.faults.length === 1 ? '1 active fault' : `${summary.faults.length} active faults`}
        </a>
      )}
      {summary === undefined || summary.broken.length === 0 ? null : (
        <a class="state bad" href="#/now">
          {summary.broken.length} broken
        </a>
      )}
      {shift === undefined || shiftText(shift) === '' ? null : (
        <a class="state ended" href="#/faults" title="time of the backend, by this machine’s">
          time {shiftText(shift)}
        </a>
      )}
      <span class="calm wide" title="times are this machine's own">
        {summary === undefined ? '' : `${summary.environment} · ${summary.region}`}
      </span>
      <span class={`state ${state === 'live' ? 'live' : state === 'lost' ? 'bad' : 'waiting'}`} role="status">
        {state === 'lost' ? 'no answer' : state}
      </span>
      <button type="button" aria-pressed={paused.value} onClick={() => setPaused(!paused.value)}>
        {paused.value ? 'Resume' : 'Pause'}
      </button>
      <button type="button" aria-label="light or dark" title={`theme: ${shownTheme}`} onClick={switchTheme}>
        ☾
      </button>
      <button type="button" class="wide" aria-label="keys" title="keys (?)" onClick={help}>
        ?
      </button>
    </header>
  );
}

function Keys() {
  return (
    <aside class="keys" aria-label="keys">
      <dl>
        {[
          ['/', 'search'],
          ['j k', 'next and previous row'],
          ['← →', 'previous and next entry, in a match'],
          ['p', 'pause and resume'],
          ['Esc', 'back to the list'],
          ['?', 'these keys'],
        ].map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}

function Closed() {
  return (
    <main class="closed">
      <h1>This console needs its whole address</h1>
      <p>
        <code>npm start</code> prints the console’s address, which ends with a token, in the row “Console”.
        Open that address once: this browser is remembered from then on.
      </p>
      <p class="calm">
        The token keeps other people and pages out: the console shows everything that this backend holds, and
        can end its processes.
      </p>
    </main>
  );
}
