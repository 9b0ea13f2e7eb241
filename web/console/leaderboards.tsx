import {
  type ConsoleLeaderboardDetail,
  type CapacityCost,
  consoleLeaderboards,
  consoleLeaderboardDetail,
} from '../../contract/console/leaderboards';
import { titleOf } from '../parts/games';
import { useWatched } from './live';
import { Ago, counted, nameOf, Shown, Tabs } from './parts';
import { hashOf, hashWith, route } from './route';

/** Leaderboards: their list, and a page of the leaderboard in the address. */
export function Leaderboards() {
  const { id } = route.value;
  const leaderboards = useWatched('/boards', consoleLeaderboards);
  return (
    <div class={`split${id === '' ? '' : ' chosen'}`}>
      <h1 class="unseen">Leaderboards</h1>
      <div class="master">
        <div class="list" tabIndex={0} role="region" aria-label="leaderboards">
          <Shown watched={leaderboards}>
            {(rows) => (
              <ul class="plain">
                {rows.map(({ board: leaderboard, game, periods }) => (
                  <li key={leaderboard} class="still">
                    <a
                      class="row"
                      href={hashOf({ section: 'boards', id: leaderboard, query: {} })}
                      aria-current={leaderboard === id ? 'true' : undefined}
                    >
                      <b class="cut">
                        {titleOf(game)} · {leaderboard.slice(game.length + 1)}
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
      <section class="detail" aria-label="the leaderboard">
        {id === '' ? (
          <p class="calm padded">Choose a leaderboard.</p>
        ) : (
          <Leaderboard key={id} leaderboard={id} />
        )}
      </section>
    </div>
  );
}

function Leaderboard({ leaderboard }: { readonly leaderboard: string }) {
  const { period = '', cursor = '', around = '' } = route.value.query;
  const asked = new URLSearchParams({ period, cursor, around }).toString();
  const watched = useWatched(`/boards/${encodeURIComponent(leaderboard)}?${asked}`, consoleLeaderboardDetail);
  return (
    <Shown watched={watched}>{(shown) => <LeaderboardArticle leaderboard={shown} around={around} />}</Shown>
  );
}

/** `2 reads, 1.5 capacity units`. */
const costText = ({ calls, units }: CapacityCost): string =>
  `${counted(calls, 'call')}, ${counted(units, 'capacity unit')}`;

function LeaderboardArticle({
  leaderboard: { board: leaderboard, game, periods, period, entries, cost, place, cursor },
  around,
}: {
  readonly leaderboard: ConsoleLeaderboardDetail;
  readonly around: string;
}) {
  return (
    <article>
      <header class="head">
        <a class="back" href={hashOf({ section: 'boards', id: '', query: {} })}>
          ← Leaderboards
        </a>
        <h2>
          {titleOf(game)} · {leaderboard.slice(game.length + 1)}
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
        <p class="calm">It has no players yet. Provisional ratings may be hidden (game/leaderboards.ts).</p>
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
  readonly entries: ConsoleLeaderboardDetail['entries'];
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
