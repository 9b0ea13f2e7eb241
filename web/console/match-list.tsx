import { type MatchRow } from '../../contract/console';
import { titleOf } from '../parts/games';
import { Ago, nameOf, State } from './parts';
import { adjust, hashOf, route } from './route';
import { VirtualList } from './virtual-list';

const words: Readonly<Record<string, string>> = { win: '1', draw: '½', loss: '0' };

/** Matches, newest first, by state and by a part of a name. */
export function MatchList() {
  const { id, query } = route.value;
  const { status = '', player = '' } = query;
  const asked = new URLSearchParams({ status, player }).toString();
  return (
    <div class="master">
      <div class="filters">
        <input
          type="search"
          aria-label="player or id"
          placeholder="player or id"
          value={player}
          onInput={({ currentTarget: { value } }) => adjust({ player: value })}
        />
        <select
          aria-label="state"
          value={status}
          onChange={({ currentTarget: { value } }) => adjust({ status: value })}
        >
          <option value="">all</option>
          <option value="active">active</option>
          <option value="finished">finished</option>
          <option value="abandoned">abandoned</option>
        </select>
      </div>
      <VirtualList<MatchRow>
        path={`/matches?${asked}`}
        label="matches"
        keyOf={({ matchId }) => matchId}
        addressOf={({ matchId }) =>
          hashOf({ section: 'matches', id: matchId, query: listQuery({ status, player }) })
        }
        chosen={id}
        empty={
          <>
            No match here. Two tabs of <a href="/play/">the play page</a> make one, or{' '}
            <code>npm run demo -- --matches 20</code>.
          </>
        }
      >
        {(row) => <Row row={row} />}
      </VirtualList>
    </div>
  );
}

/** The words of a list that stay in the address of its details. */
export function listQuery(words: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ''));
}

function Row({ row: { game, seats, status, startedAt, hosting } }: { readonly row: MatchRow }) {
  return (
    <>
      <span class="line">
        <b class="cut">
          {seats.map((seat, index) => (
            <span key={seat.playerId}>
              {index === 0 ? '' : ' – '}
              {nameOf(seat)}
              {seat.outcome === undefined ? '' : ` ${words[seat.outcome] ?? ''}`}
            </span>
          ))}
        </b>
        <State of={hosting === undefined || hosting === 'live' ? status : hosting} />
      </span>
      <span class="line calm">
        <span class="cut">{titleOf(game)}</span>
        <Ago at={startedAt} />
      </span>
    </>
  );
}
