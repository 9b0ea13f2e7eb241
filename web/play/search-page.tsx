import { useEffect } from 'preact/hooks';
import { Later } from '../parts/later';
import { goInstead, isAt } from './route';
import { search } from './search';

/** Loaded on demand: the games are drawn without it. */
const loadSearch = async () => (await import('./search-view.js')).SearchView;

/** The wait for a match, at an address of its own: Back leads to the games, and the search continues. */
export function SearchPage() {
  const { value } = search;
  const isOver = value === undefined;
  const found = value?.found;
  useEffect(() => {
    if (found !== undefined) goInstead({ at: 'match', matchId: found });
  }, [found]);
  useEffect(() => {
    // Not when the found match is being opened.
    if (isOver && isAt('search')) goInstead({ at: 'lobby' });
  }, [isOver]);
  return value === undefined ? null : (
    <Later isPage load={loadSearch} what="the search" props={{ current: value }} />
  );
}
