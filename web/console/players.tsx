import { playerRow } from '../../contract/console/players';
import { listQuery } from './filter-words';
import { NothingHere, WordField } from './filters';
import { Ago, nameOf, State } from './parts';
import { PlayerDetail } from './player-detail';
import { hashOf, route } from './route';
import { VirtualList } from './virtual-list';

/** Players: a list that stays in place, and the player in the address. */
export function Players() {
  const { id, query } = route.value;
  const { name = '' } = query;
  const kept = listQuery({ name });
  return (
    <div class={`split${id === '' ? '' : ' chosen'}`}>
      <h1 class="unseen">Players</h1>
      <div class="master">
        <div class="filters">
          <WordField word="name" label="name or id" value={name} />
        </div>
        <VirtualList
          schema={playerRow}
          path={`/players?${new URLSearchParams(kept).toString()}`}
          label="players"
          keyOf={({ playerId }) => playerId}
          addressOf={({ playerId }) => hashOf({ section: 'players', id: playerId, query: kept })}
          chosen={id}
          empty={
            <NothingHere section="players" filters={kept}>
              No player has registered. <a href="/play/">The play page</a> makes one of a name.
            </NothingHere>
          }
        >
          {(row) => (
            <>
              <span class="line">
                <b class="cut">{nameOf(row)}</b>
                {row.waits ? <State of="waits" /> : null}
              </span>
              <span class="line calm">
                <code class="cut">{row.playerId.slice(2, 10)}</code>
                <Ago at={row.seen} />
              </span>
            </>
          )}
        </VirtualList>
      </div>
      <section class="detail" aria-label="the player">
        {id === '' ? (
          <p class="calm padded">
            Choose a player: standings, matches, sessions, and what an operator may do.
          </p>
        ) : (
          <PlayerDetail key={id} playerId={id} />
        )}
      </section>
    </div>
  );
}
