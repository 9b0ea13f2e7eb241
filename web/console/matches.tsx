import { MatchDetail } from './match-detail';
import { MatchList } from './match-list';
import { route } from './route';

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
          <MatchDetail key={id} matchId={id} />
        )}
      </section>
    </div>
  );
}
