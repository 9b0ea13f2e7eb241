import {
  type CallsDocument,
  type CallTree,
  type ServiceCall,
  callsDocument,
} from '../../contract/console/calls';
import { actionWords } from '../parts/action-words';
import { CopyButton } from '../parts/copy-button';
import { useWatched } from './live';
import { WordChoice } from './filters';
import { Ago, counted, nameOf, PlayerLink, Shown } from './parts';
import { hashOf, route } from './route';
import { absoluteText, machineClock, spanText } from './time';

const kinds = { rest: 'requests', event: 'events', script: 'scripts' };

/** The calls of each action, with their time and cost. */
export function Calls() {
  const { id, query } = route.value;
  const { kind = '' } = query;
  const watched = useWatched(`/calls${id === '' ? '' : `/${encodeURIComponent(id)}`}`, callsDocument);
  return (
    <div class="page">
      <h1>Calls</h1>
      <div class="facts-line">
        <WordChoice word="kind" label="kind" value={kind} choices={kinds} />
        {id === '' ? null : (
          <>
            <span>
              only what concerns <code>{id}</code>
            </span>
            <a href={hashOf({ section: 'calls', id: '', query: {} })}>all calls</a>
          </>
        )}
      </div>
      <Shown watched={watched}>
        {({ since, trees, story }) => {
          const shown = trees.filter((tree) => kind === '' || tree.kind === kind);
          return (
            <>
              {story === undefined ? (
                <p class="calm">The last calls, since {absoluteText(since)}.</p>
              ) : (
                <Story of={story} />
              )}
              {shown.length === 0 ? <p>None yet. Do something on the play page.</p> : null}
              <ul class="plain trees">
                {shown.map((tree) => (
                  <li key={tree.id}>
                    <Tree tree={tree} />
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Shown>
    </div>
  );
}

/** The head of what a ticket set off: its request, the events of GameLift, the script of its match. */
function Story({ of: { ticketId, matchId } }: { readonly of: NonNullable<CallsDocument['story']> }) {
  return (
    <p class="facts-line">
      Calls caused by the <a href={hashOf({ section: 'tickets', id: ticketId, query: {} })}>ticket</a>, oldest
      first
      {matchId === undefined ? (
        ': it has no match yet.'
      ) : (
        <a href={hashOf({ section: 'matches', id: matchId, query: { tab: 'Sessions' } })}>
          its match, and where it was placed
        </a>
      )}
    </p>
  );
}

function Tree({ tree }: { readonly tree: CallTree }) {
  const { kind, at, milliseconds, status, failed, units, players, calls, shell, repeats } = tree;
  const slowest = slowestOf(calls);
  return (
    <details class="tree-of-calls">
      <summary>
        <span class="grow">
          <b>{titleOf(tree)}</b>{' '}
          {repeats === undefined ? null : (
            <span class="state ended" title={`since ${absoluteText(repeats.since)}; this is the newest`}>
              {repeats.count} ×
            </span>
          )}{' '}
          <small>{kind}</small>{' '}
          <small class="calm">
            {players.map(nameOf).join(', ')}
            {slowest === undefined
              ? ''
              : `${players.length === 0 ? '' : ' · '}slowest: ${slowest.operation} ` +
                `${slowest.milliseconds.toFixed(1)} ms`}
          </small>
        </span>
        <span class={`state ${failed ? 'bad' : 'good'}`}>{status}</span>
        <span class="figure amount">{spanText(milliseconds)}</span>
        <span class="figure amount">{counted(units, 'unit')}</span>
        <span class="figure amount">{counted(calls.length, 'call')}</span>
        <Ago at={at} by={machineClock} />
      </summary>
      <p class="facts-line">
        {players.map((player) => (
          <PlayerLink key={player.playerId} player={player} />
        ))}
        <Concerned tree={tree} />
        {shell === undefined ? null : <CopyButton text={shell} as="curl" />}
      </p>
      <ol class="plain">
        {calls.map((call, index) => (
          <li key={index}>
            <Call call={call} slowest={call === slowest} began={at} whole={Math.max(1, milliseconds)} />
          </li>
        ))}
      </ol>
    </details>
  );
}

/** An entry of a log in words; anything else by its own title. */
function titleOf({ title, entry, players }: CallTree): string {
  if (entry === undefined) return title;
  const [player] = players;
  const actor = entry.seat === null || player === undefined ? 'The match' : nameOf(player);
  return `${actor}${actionWords(undefined, entry, (seat) => `seat ${seat}`)} · entry ${entry.sequence}`;
}

/** Links to what an action is about. */
function Concerned({ tree: { matchId, ticketId, entry } }: { readonly tree: CallTree }) {
  const at = entry === undefined ? '' : String(entry.sequence);
  return (
    <>
      {ticketId === undefined ? null : (
        <>
          <a href={hashOf({ section: 'calls', id: ticketId, query: {} })}>what the ticket set off</a>
          <a href={hashOf({ section: 'tickets', id: ticketId, query: {} })}>ticket</a>
        </>
      )}
      {matchId === undefined ? null : (
        <a href={hashOf({ section: 'matches', id: matchId, query: { at } })}>match</a>
      )}
    </>
  );
}

/** The call that took longest; undefined where there is no other to compare it with. */
function slowestOf(calls: readonly ServiceCall[]): ServiceCall | undefined {
  if (calls.length < 2) return undefined;
  return calls.reduce((slowest, call) => (call.milliseconds > slowest.milliseconds ? call : slowest));
}

/** One call, with a bar that shows its time within the action. */
function Call({
  call: { service, operation, at, milliseconds, tables, keys, units, error, shell },
  slowest,
  began,
  whole,
}: {
  readonly call: ServiceCall;
  readonly slowest: boolean;
  readonly began: number;
  readonly whole: number;
}) {
  const share = (value: number): string => `${Math.max(0, Math.min(100, (value / whole) * 100)).toFixed(1)}%`;
  return (
    <div class="call">
      <span class="line">
        <span class="cut">
          <small>{service}</small> <b>{operation}</b>{' '}
          {tables.map((table) => table.slice(table.lastIndexOf('-') + 1)).join(', ')}{' '}
          {error === undefined ? null : <span class="state bad">{error}</span>}{' '}
          {slowest ? <span class="state waiting">slowest</span> : null}
        </span>
        <span class="figure">
          {milliseconds.toFixed(1)} ms{service === 'dynamodb' ? `, ${counted(units, 'unit')}` : ''}
        </span>
        <CopyButton text={shell} as="AWS CLI" />
      </span>
      <span class="span" aria-hidden="true">
        <span style={{ marginLeft: share(at - began), width: share(milliseconds) }} />
      </span>
      <code class="keys-of-call">{keys.join(' · ')}</code>
    </div>
  );
}
