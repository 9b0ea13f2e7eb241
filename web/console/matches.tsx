import { Later } from '../parts/later';
import { MatchList } from './match-list';
import { route } from './route';

/** Loaded on demand: the drawings of games are a fifth of the console's code. */
const loadDetail = async () => (await import('./match-detail.js')).MatchDetail;

/** Matches: a list that stays in place, and the match in the address. */
export function Matches() {
  const { id } = route.value;
  return (
    <div class={`split${id === '' ? '' : ' chosen'}`}>
      <h1 class="unseen">Matches</h1>
      <MatchList />
      <section class="detail" aria-label="the match">
        {id === '' ? (
          <p class="calm padded">
            Choose a match: its board, its log, and what each seat could see at any move.
          </p>
        ) : (
          <Later load={loadDetail} what="the match" props={{ matchId: id }} />
        )}
      </section>
    </div>
  );
}
