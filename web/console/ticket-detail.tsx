import { type ConsoleTicketDocument, consoleTicketDetail } from '../../contract/console/tickets';
import { titleOf } from '../parts/games';
import { useWatched } from './live';
import { Explanation } from './explanation';
import { Id, nameOf, PlayerLink, Shown, State } from './parts';
import { Placement } from './placement';
import { hashOf, route } from './route';
import { TicketState } from './ticket-state';
import { absoluteText, clock, spanText } from './time';

/** A ticket: its history, and why it has no match yet. */
export function TicketDetail({ ticketId }: { readonly ticketId: string }) {
  const watched = useWatched(`/tickets/${encodeURIComponent(ticketId)}`, consoleTicketDetail);
  return <Shown watched={watched}>{(ticket) => <TicketArticle ticket={ticket} />}</Shown>;
}

function toneOf({ endedAt, status, recorded }: ConsoleTicketDocument): 'warning' | 'good' | 'bad' {
  if (endedAt === undefined) return 'warning';
  return status === 'COMPLETED' || recorded?.status === 'completed' ? 'good' : 'bad';
}

function TicketArticle({ ticket }: { readonly ticket: ConsoleTicketDocument }) {
  const { summary, message } = ticket;
  return (
    <article class="ticket-detail">
      <Head ticket={ticket} />
      <p class={`notice ${toneOf(ticket)}`}>
        {ticket.endedAt === undefined ? summary : (message ?? summary)}
      </p>
      <Heard ticket={ticket} />
      <Explanation ticket={ticket} />
      {ticket.placement === undefined || ticket.endedAt !== undefined ? null : (
        <Placement placement={ticket.placement} />
      )}
      {ticket.outlook === undefined ? null : (
        <section class="card-box">
          <h3>Its match would have no place now</h3>
          {ticket.outlook.map((obstacle) => (
            <p key={obstacle} class="notice bad">
              {obstacle}
            </p>
          ))}
        </section>
      )}
      <h3>Life</h3>
      <LifeLine ticket={ticket} />
      <Brought ticket={ticket} />
    </article>
  );
}

function Head({ ticket }: { readonly ticket: ConsoleTicketDocument }) {
  const { players, game, matchmaking, ticketId, matchId } = ticket;
  return (
    <header class="head">
      <a class="back" href={hashOf({ section: 'tickets', id: '', query: route.value.query })}>
        ← Tickets
      </a>
      <h2>
        {players.map((player, index) => (
          <span key={player.playerId}>
            {index === 0 ? '' : ', '}
            <PlayerLink player={player} />
          </span>
        ))}
      </h2>
      <p class="facts-line">
        {titleOf(game)} · {matchmaking} <TicketState of={ticket} /> <Id of={ticketId} />{' '}
        {matchId === undefined ? null : (
          <a href={hashOf({ section: 'matches', id: matchId, query: {} })}>match</a>
        )}
        <a href={hashOf({ section: 'tables', id: 'tickets', query: { pk: `T#${ticketId}` } })}>row</a>
        {players.map(({ playerId }) => (
          <Id key={playerId} of={playerId} />
        ))}
      </p>
    </header>
  );
}

/** The attributes and latencies that its players sent. */
function Brought({ ticket: { attributes, players } }: { readonly ticket: ConsoleTicketDocument }) {
  return (
    <>
      <h3>Attributes and latencies</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label="attributes and latencies">
        <table>
          <thead>
            <tr>
              <th scope="col">player</th>
              <th scope="col">attributes</th>
              <th scope="col">latency, ms</th>
            </tr>
          </thead>
          <tbody>
            {attributes.map(({ playerId, values, latencyMs }, index) => (
              <tr key={playerId}>
                <th scope="row">{nameOf(players[index] ?? { playerId, name: '' })}</th>
                <td class="words">
                  <Fields of={values} />
                </td>
                <td>
                  <Fields of={latencyMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A player sees the status of the row, also where GameLift is further. */
function Heard({ ticket: { heard, status: gameLift } }: { readonly ticket: ConsoleTicketDocument }) {
  if (heard === undefined) return null;
  const { status, eventsHeld, undelivered } = heard;
  return (
    <p class="notice warning">
      Its player sees <State of={status} /> while GameLift says <State of={gameLift} />:{' '}
      {eventsHeld ? (
        <>
          <a href="#/faults">events are held</a>, {undelivered} of them are not delivered.
        </>
      ) : (
        `the row follows GameLift’s events, and ${undelivered} are under way.`
      )}
    </p>
  );
}

function Fields({ of }: { readonly of: ConsoleTicketDocument['attributes'][number]['values'] }) {
  return (
    <>
      {Object.entries(of ?? {}).map(([name, value]) => (
        <div key={name}>
          <span class="key">{name}</span>{' '}
          <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
        </div>
      ))}
    </>
  );
}

/** The ticket's steps from its opening to its end, with their durations. */
function LifeLine({ ticket: { steps, endedAt, deadline } }: { readonly ticket: ConsoleTicketDocument }) {
  const now = endedAt ?? clock.value;
  return (
    <ol class="life">
      {steps.map(({ at, what, says }, index) => (
        <li key={`${what} ${at} ${index}`} class={/Failed|TimedOut|Cancelled/.test(what) ? 'bad' : ''}>
          <time dateTime={new Date(at).toISOString()} title={absoluteText(at)}>
            {new Date(at).toLocaleTimeString()}
          </time>{' '}
          <b>{says}</b>
          <small class="calm">
            {index === steps.length - 1 && endedAt !== undefined
              ? ''
              : ` for ${spanText((steps[index + 1]?.at ?? now) - at)}`}
          </small>
        </li>
      ))}
      {endedAt === undefined ? (
        <li class="ahead">
          <time dateTime={new Date(deadline).toISOString()}>{new Date(deadline).toLocaleTimeString()}</time>
          {` would time out, in ${spanText(deadline - clock.value)}`}
        </li>
      ) : null}
    </ol>
  );
}
