import { type ConsoleDelivery, type EventRow, eventsDocument } from '../../contract/console/events';
import { titleOf } from '../parts/games';
import { WordChoice } from './filters';
import { useWatched } from './live';
import { Ago, nameOf, PlayerLink, Shown } from './parts';
import { hashOf, route } from './route';

const types: Readonly<Record<EventRow['type'], string>> = {
  'your-turn': 'your turn',
  'clock-low': 'clock low',
  result: 'result',
  invitation: 'invitation',
  rematch: 'rematch',
};
const tones: Readonly<Record<ConsoleDelivery['status'], string>> = {
  queued: 'waiting',
  sending: 'waiting',
  waiting: 'bad',
  delivered: 'good',
  'passed-over': 'calm',
  'given-up': 'bad',
};

/** Events for players, and the state of their delivery. */
export function Events() {
  const { id, query } = route.value;
  const { type = '' } = query;
  const watched = useWatched(`/events${id === '' ? '' : `/${encodeURIComponent(id)}`}`, eventsDocument);
  return (
    <div class="page">
      <h1>Events</h1>
      <div class="facts-line">
        <WordChoice word="type" label="type" value={type} choices={types} />
        {id === '' ? null : (
          <>
            <span>
              only what concerns <code>{id}</code>
            </span>
            <a href={hashOf({ section: 'events', id: '', query: {} })}>all events</a>
          </>
        )}
      </div>
      <Shown watched={watched}>
        {({ bus, webhooks, events }) => {
          const shown = events.filter((event) => type === '' || event.type === type);
          return (
            <>
              <p class="calm">
                Put on the bus <code>{bus}</code> since the start.{' '}
                {webhooks.length === 0
                  ? 'This environment has no webhook: game/environments/laptop.ts names them.'
                  : `They go to ${webhooks.map(({ name, url }) => `${name} (${url})`).join(', ')}.`}
              </p>
              {shown.length === 0 ? (
                <p>None yet. Results, invitations, rematches and turns of days appear here.</p>
              ) : null}
              <ul class="plain trees">
                {shown.map((event) => (
                  <li key={event.id}>
                    <Event event={event} />
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

function Event({
  event: { id, type, at, timesSent, player, game, from, outcome, matchId, body, deliveries },
}: {
  readonly event: EventRow;
}) {
  return (
    <details class="tree-of-calls">
      <summary>
        <span class="grow">
          <b>{types[type]}</b> to {nameOf(player)}{' '}
          <small>
            {titleOf(game)}
            {from === undefined ? '' : `, from ${nameOf(from)}`}
            {outcome === undefined ? '' : `: ${outcome}`}
          </small>
        </span>
        {deliveries.map((delivery) => (
          <Delivery key={delivery.webhook} delivery={delivery} />
        ))}
        <Ago at={at} />
      </summary>
      <p class="facts-line">
        <PlayerLink player={player} />
        {from === undefined ? null : (
          <span>
            asked by <PlayerLink player={from} />
          </span>
        )}
        {matchId === undefined ? null : (
          <a href={hashOf({ section: 'matches', id: matchId, query: {} })}>match {matchId.slice(0, 8)}</a>
        )}
        <span>{timesSent === 1 ? 'sent once' : `sent ${timesSent} times, with the same id`}</span>
      </p>
      <p>
        <code class="keys-of-call">{id}</code>
      </p>
      <pre>{JSON.stringify(JSON.parse(body), null, 2)}</pre>
    </details>
  );
}

function Delivery({
  delivery: { webhook, status, attempts, answer },
}: {
  readonly delivery: ConsoleDelivery;
}) {
  const after = attempts > 1 ? ` after ${attempts} attempts` : '';
  return (
    <span class={`state ${tones[status]}`} title={answer}>
      {webhook}: {status}
      {after}
    </span>
  );
}
