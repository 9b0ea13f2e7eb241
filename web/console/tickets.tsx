import { nowDocument } from '../../contract/console/now';
import { type ConsoleTicketRow, consoleTicketRow } from '../../contract/console/tickets';
import { titleOf } from '../parts/games';
import { ShortNames } from '../parts/short-name';
import { listQuery } from './filter-words';
import { NothingHere, WordChoice, WordField } from './filters';
import { useWatched } from './live';
import { Ago, nameOf } from './parts';
import { hashOf, route } from './route';
import { TicketDetail } from './ticket-detail';
import { TicketState } from './ticket-state';
import { VirtualList } from './virtual-list';

const states = {
  open: 'open',
  ended: 'ended',
  QUEUED: 'queued',
  SEARCHING: 'searching',
  REQUIRES_ACCEPTANCE: 'asks its players',
  PLACING: 'placing',
  COMPLETED: 'completed',
  TIMED_OUT: 'timed out',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** Tickets: a list that stays in place, and the ticket in the address. */
export function TicketsPage() {
  const { id } = route.value;
  return (
    <div class={`split${id === '' ? '' : ' chosen'}`}>
      <h1 class="unseen">Tickets</h1>
      <TicketList />
      <section class="detail" aria-label="the ticket">
        {id === '' ? (
          <p class="calm padded">Choose a ticket: its life, and while it waits what keeps it from a match.</p>
        ) : (
          <TicketDetail key={id} ticketId={id} />
        )}
      </section>
    </div>
  );
}

function TicketList() {
  const { id, query } = route.value;
  const { status = '', player = '', matchmaking = '' } = query;
  const kept = listQuery({ status, player, matchmaking });
  const now = useWatched('/now', nowDocument);
  const waits = now.kind === 'here' ? now.body.waits : [];
  return (
    <div class="master">
      <div class="filters">
        <WordField word="player" label="player or id" value={player} />
        <WordChoice
          word="matchmaking"
          label="matchmaking"
          value={matchmaking}
          choices={Object.fromEntries(waits.map(({ matchmaking: name }) => [name, name]))}
        />
        <WordChoice word="status" label="state" value={status} choices={states} />
      </div>
      {now.kind === 'here' && now.body.eventsHeld ? (
        <p class="notice warning">
          <a href="#/faults">Events are held</a>: players see older states than GameLift’s.
        </p>
      ) : null}
      <VirtualList
        schema={consoleTicketRow}
        path={`/tickets?${new URLSearchParams(kept).toString()}`}
        label="tickets"
        keyOf={({ ticketId }) => ticketId}
        addressOf={({ ticketId }) => hashOf({ section: 'tickets', id: ticketId, query: kept })}
        chosen={id}
        empty={
          <NothingHere section="tickets" filters={kept}>
            No ticket here. Press Play on <a href="/play/">the play page</a>, or run{' '}
            <code>npm run demo -- --matches 20</code>.
          </NothingHere>
        }
      >
        {(row) => <TicketLines row={row} />}
      </VirtualList>
    </div>
  );
}

/** The two lines of a ticket in a list: who waits and its state, then the game and the age. */
function TicketLines({ row }: { readonly row: ConsoleTicketRow }) {
  const { players, game, matchmaking, since } = row;
  return (
    <>
      <span class="line">
        <ShortNames of={players.map(nameOf)} between=", " />
        <span class="ticket-state">
          <TicketState of={row} />
        </span>
      </span>
      <span class="line calm">
        <span class="cut">
          {titleOf(game)} · {matchmaking}
        </span>
        <Ago at={since} />
      </span>
    </>
  );
}
