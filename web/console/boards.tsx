import {
  type ConsoleBoardDetail,
  type CapacityCost,
  boardRows,
  consoleBoardDetail,
} from '../../contract/console/boards';
import { titleOf } from '../parts/games';
import { useWatched } from './live';
import { Ago, counted, nameOf, Shown, Tabs } from './parts';
import { hashOf, hashWith, route } from './route';

/** Boards: their list, and a page of the one in the address. */
export function Boards() {
  const { id } = route.value;
  const boards = useWatched('/boards', boardRows);
  return (
    <div class={`split${id === '' ? '' : ' chosen'}`}>
      <h1 class="unseen">Boards</h1>
      <div class="master">
        <div class="list" tabIndex={0} role="region" aria-label="boards">
          <Shown watched={boards}>
            {(rows) => (
              <ul class="plain">
                {rows.map(({ board, game, periods }) => (
                  <li key={board} class="still">
                    <a
                      class="row"
                      href={hashOf({ section: 'boards', id: board, query: {} })}
                      aria-current={board === id ? 'true' : undefined}
                    >
                      <b class="cut">
                        {titleOf(game)} · {board.slice(game.length + 1)}
                      </b>
                      <span class="calm">{periods.join(', ')}</span>
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </Shown>
        </div>
      </div>
      <section class="detail" aria-label="the board">
        {id === '' ? <p class="calm padded">Choose a board.</p> : <Board key={id} board={id} />}
      </section>
    </div>
  );
}

function Board({ board }: { readonly board: string }) {
  const { period = '', cursor = '', around = '' } = route.value.query;
  const asked = new URLSearchParams({ period, cursor, around }).toString();
  const watched = useWatched(`/boards/${encodeURIComponent(board)}?${asked}`, consoleBoardDetail);
  return <Shown watched={watched}>{(shown) => <BoardArticle board={shown} around={around} />}</Shown>;
}

/** `2 reads, 1.5 capacity units`. */
const costText = ({ calls, units }: CapacityCost): string =>
  `${counted(calls, 'call')}, ${counted(units, 'capacity unit')}`;

function BoardArticle({
  board: { board, game, periods, period, entries, cost, place, cursor },
  around,
}: {
  readonly board: ConsoleBoardDetail;
  readonly around: string;
}) {
  return (
    <article>
      <header class="head">
        <a class="back" href={hashOf({ section: 'boards', id: '', query: {} })}>
          ← Boards
        </a>
        <h2>
          {titleOf(game)} · {board.slice(game.length + 1)}
        </h2>
      </header>
      <Tabs
        tabs={periods.includes(period) ? periods : [...periods, period]}
        chosen={period}
        address={(tab) => hashWith({ period: tab === periods[0] ? '' : tab, cursor: '' })}
      />
      {around === '' ? null : (
        <p>
          Around one player; <a href={hashWith({ around: '' })}>from the best</a>
        </p>
      )}
      {entries.length === 0 ? (
        <p class="calm">It has no players yet. Provisional ratings may be hidden (game/boards.ts).</p>
      ) : (
        <Entries entries={entries} around={around} />
      )}
      <p class="facts-line">
        {route.value.query['cursor'] === undefined ? null : <a href={hashWith({ cursor: '' })}>First page</a>}
        {cursor === undefined ? null : <a href={hashWith({ cursor, around: '' })}>Next page</a>}
      </p>
      <p class="calm">
        {place === undefined
          ? ''
          : `One rank costs ${costText(place.cost)}: ${nameOf(place)} is ${place.rank} of ${place.players}. `}
        This page cost {costText(cost)}.
      </p>
    </article>
  );
}

function Entries({
  entries,
  around,
}: {
  readonly entries: ConsoleBoardDetail['entries'];
  readonly around: string;
}) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" class="figure">
            rank
          </th>
          <th scope="col">player</th>
          <th scope="col" class="figure">
            score
          </th>
          <th scope="col">reached</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.playerId} class={entry.playerId === around ? 'here' : ''}>
            <td class="figure">{entry.rank}</td>
            <td>
              <a href={hashOf({ section: 'players', id: entry.playerId, query: {} })}>{nameOf(entry)}</a>
            </td>
            <td class="figure">{entry.score}</td>
            <td>
              <Ago at={entry.at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
