import { type ConsoleMatchRow, consoleMatchRow } from '../../contract/console/matches';
import { gameNames, titleOf } from '../parts/games';
import { ShortNames } from '../parts/short-name';
import { listQuery } from './filter-words';
import { NothingHere, WordChoice, WordField } from './filters';
import { Ago, MatchState, nameOf } from './parts';
import { hashOf, route } from './route';
import { VirtualList } from './virtual-list';

const words: Readonly<Record<string, string>> = { win: '1', draw: '½', loss: '0' };

const states = { active: 'active', finished: 'finished', abandoned: 'abandoned' };

/** Matches, newest first, by status and by part of a name. */
export function MatchList() {
  const { id, query } = route.value;
  const { status = '', player = '', game = '' } = query;
  const kept = listQuery({ status, player, game });
  return (
    <div class="master">
      <div class="filters">
        <WordField word="player" label="player or id" value={player} />
        <WordChoice
          word="game"
          label="game"
          value={game}
          choices={Object.fromEntries(gameNames.map((name) => [name, titleOf(name)]))}
        />
        <WordChoice word="status" label="state" value={status} choices={states} />
      </div>
      <VirtualList
        schema={consoleMatchRow}
        path={`/matches?${new URLSearchParams(kept).toString()}`}
        label="matches"
        keyOf={({ matchId }) => matchId}
        addressOf={({ matchId }) => hashOf({ section: 'matches', id: matchId, query: kept })}
        chosen={id}
        empty={
          <NothingHere section="matches" filters={kept}>
            No match here. Two tabs of <a href="/play/">the play page</a> make one, or{' '}
            <code>npm run demo -- --matches 20</code>.
          </NothingHere>
        }
      >
        {(row) => <MatchLines row={row} />}
      </VirtualList>
    </div>
  );
}

/** ` · 1 – 0`, in the order of the names, which may end with numbers themselves; '' without a result. */
function scoreOf({ seats }: Pick<ConsoleMatchRow, 'seats'>): string {
  const points = seats.flatMap(({ outcome }) => (outcome === undefined ? [] : [words[outcome] ?? '']));
  return points.length === 0 ? '' : ` · ${points.join(' – ')}`;
}

/** The two lines of a match in a list: who played and its state, then the game, the score and the age. */
export function MatchLines({ row }: { readonly row: ConsoleMatchRow }) {
  const { game, seats, startedAt } = row;
  return (
    <>
      <span class="line">
        <ShortNames of={seats.map(nameOf)} between=" – " />
        <MatchState of={row} />
      </span>
      <span class="line calm">
        <span class="game-score">
          <span class="cut">{titleOf(game)}</span>
          <span class="score">{scoreOf(row)}</span>
        </span>
        <Ago at={startedAt} />
      </span>
    </>
  );
}
