import { useSignal } from '@preact/signals';
import { messageOf } from '../../core/message-of';
import {
  type PlayedRow,
  type PlayerAction,
  type ConsolePlayerDetail,
  consolePlayerDetail,
} from '../../contract/console/players';
import { titleOf } from '../parts/games';
import { useDraft } from '../parts/use-draft';
import { act, anyAnswer, useWatched } from './live';
import { Ago, Id, nameOf, Shown, State } from './parts';
import { hashOf, route } from './route';
import { Series } from './series';

/** A player: standings, places, matches, sessions, and an operator's commands. */
export function PlayerDetail({ playerId }: { readonly playerId: string }) {
  const watched = useWatched(`/players/${encodeURIComponent(playerId)}`, consolePlayerDetail);
  return <Shown watched={watched}>{(player) => <PlayerArticle player={player} />}</Shown>;
}

function PlayerArticle({ player }: { readonly player: ConsolePlayerDetail }) {
  const { ban, deletedAt, running, played } = player;
  return (
    <article>
      <Head player={player} />
      {ban === undefined ? null : <p class="notice bad">Banned: {ban}</p>}
      {deletedAt === undefined ? (
        <PlayerActions player={player} />
      ) : (
        <p class="notice bad">
          Deleted <Ago at={deletedAt} />: what is left is erased within minutes.
        </p>
      )}
      {running.map(({ matchId, game, seats }) => (
        <p key={matchId} class="notice warning">
          Plays{' '}
          <a href={hashOf({ section: 'matches', id: matchId, query: {} })}>
            {titleOf(game)}: {seats.map(nameOf).join(' – ')}
          </a>
        </p>
      ))}
      <Standings player={player} />
      <Places player={player} />
      <Played played={played} />
      <Sessions player={player} />
    </article>
  );
}

function Head({ player }: { readonly player: ConsolePlayerDetail }) {
  const { playerId, createdAt, openTicket } = player;
  return (
    <header class="head">
      <a class="back" href={hashOf({ section: 'players', id: '', query: route.value.query })}>
        ← Players
      </a>
      <h2>{nameOf(player)}</h2>
      <p class="facts-line">
        since <Ago at={createdAt} /> <Id of={playerId} />{' '}
        {openTicket === undefined ? null : (
          <a href={hashOf({ section: 'tickets', id: openTicket, query: {} })}>waits: ticket</a>
        )}
        <a href={hashOf({ section: 'calls', id: playerId, query: {} })}>calls</a>{' '}
        <a href={hashOf({ section: 'tables', id: 'players', query: { pk: `P#${playerId}` } })}>rows</a>
      </p>
    </header>
  );
}

function Standings({ player: { standings, played } }: { readonly player: ConsolePlayerDetail }) {
  return (
    <>
      <h3>Standings</h3>
      {standings.length === 0 ? <p class="calm">No match has counted yet.</p> : null}
      <div class="tiles">
        {standings.map(({ game, rating, provisional, wins, draws, losses }) => (
          <div key={game} class="tile">
            <b class="figure">{Math.round(rating)}</b>
            {` ${titleOf(game)}: ${wins} won, ${draws} drawn, ${losses} lost`}
            {provisional ? ', rating still provisional' : ''}
          </div>
        ))}
      </div>
      {standings.map(({ game }) => (
        <Curve key={game} game={game} played={played} />
      ))}
    </>
  );
}

function Places({ player: { playerId, places } }: { readonly player: ConsolePlayerDetail }) {
  if (places.length === 0) return null;
  return (
    <p class="facts-line">
      {places.map(({ board: leaderboard, rank, players, score }) => (
        <a
          key={leaderboard}
          href={hashOf({ section: 'boards', id: leaderboard, query: { around: playerId } })}
        >
          {leaderboard}: {rank} of {players} with {Math.round(score)}
        </a>
      ))}
    </p>
  );
}

/** Ratings after each of the shown matches, oldest first. */
function Curve({ game, played }: { readonly game: string; readonly played: readonly PlayedRow[] }) {
  const ratings = played
    .filter((row) => row.game === game)
    .flatMap(({ ratingAfter }) => ratingAfter ?? [])
    .reverse();
  if (ratings.length < 2) return null;
  return (
    <Series title={`Rating in ${titleOf(game)}`} values={ratings.map(Math.round)} tone="live" fromLeast />
  );
}

function Played({ played }: { readonly played: readonly PlayedRow[] }) {
  return (
    <>
      <h3>Matches</h3>
      {played.length === 0 ? (
        <p class="calm">None has ended yet.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="matches of the player">
          <table>
            <thead>
              <tr>
                <th scope="col">match</th>
                <th scope="col">result</th>
                <th scope="col" class="figure">
                  rating
                </th>
                <th scope="col">ended</th>
              </tr>
            </thead>
            <tbody>
              {played.map(
                ({ matchId, game, opponents, outcome, reason, endedAt, ratingBefore, ratingAfter }) => (
                  <tr key={matchId}>
                    <td class="words">
                      <a href={hashOf({ section: 'matches', id: matchId, query: {} })}>{titleOf(game)}</a>
                      {' against '}
                      {opponents.map((opponent) => (
                        <a
                          key={opponent.playerId}
                          href={hashOf({ section: 'players', id: opponent.playerId, query: {} })}
                        >
                          {nameOf(opponent)}{' '}
                        </a>
                      ))}
                    </td>
                    <td>
                      <b class={outcome}>{outcome}</b> · {reason.replaceAll('-', ' ')}
                    </td>
                    <td class="figure">
                      {ratingBefore === undefined || ratingAfter === undefined
                        ? ''
                        : `${Math.round(ratingBefore)} → ${Math.round(ratingAfter)}`}
                    </td>
                    <td>
                      <Ago at={endedAt} />
                    </td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Sessions({ player: { sessions, events } }: { readonly player: ConsolePlayerDetail }) {
  return (
    <>
      <h3>Sessions</h3>
      {sessions.length === 0 ? <p class="calm">Signed in nowhere.</p> : null}
      <ul class="plain">
        {sessions.map(({ sessionId, device, openedAt, lastUsedAt }) => (
          <li key={sessionId}>
            <Id of={sessionId} /> {device} opened <Ago at={openedAt} />, used <Ago at={lastUsedAt} />
          </li>
        ))}
        {events.map(({ event, at, by }) => (
          <li key={`${event} ${at}`}>
            <State of={event} /> by {by}, <Ago at={at} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** An operator's buttons; each shows why it failed. */
function PlayerActions({ player }: { readonly player: ConsolePlayerDetail }) {
  const failure = useSignal('');
  const run = (action: PlayerAction, query = ''): Promise<unknown> => {
    failure.value = '';
    return act(`/players/${player.playerId}/${action}${query}`, anyAnswer).catch((error: unknown) => {
      failure.value = messageOf(error);
    });
  };
  const name = useDraft(player.name, (typed) => run('rename', `?name=${encodeURIComponent(typed)}`));
  return (
    <>
      <form
        class="facts-line"
        onSubmit={(event) => {
          event.preventDefault();
          name.commit(name.shown);
        }}
      >
        <input
          aria-label="display name"
          value={name.shown}
          onInput={({ currentTarget: { value } }) => name.type(value)}
        />
        <button type="submit">Rename</button>
        <button type="button" onClick={() => void run('sign-out')}>
          Sign out everywhere
        </button>
        <button
          type="button"
          class="bad"
          onClick={() => {
            if (confirm(`Delete ${nameOf(player)} and everything that is kept of this player?`))
              void run('remove');
          }}
        >
          Remove
        </button>
      </form>
      {failure.value === '' ? null : (
        <p class="notice bad" role="alert">
          {failure.value}
        </p>
      )}
    </>
  );
}
