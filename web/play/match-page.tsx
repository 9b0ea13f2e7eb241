import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type MatchDocument } from '../../client/index';
import { account } from './account';
import { type OpenedMatch, openMatch } from './matches';
import { PlayedMatchView } from './played-match';
import { ToldMatchView } from './told-match';
import { troubleOf } from './trouble';

const told = (match: MatchDocument): OpenedMatch => ({ kind: 'told', match });

/** One match, by its id in the address. */
export function MatchPage({ matchId, replayed }: { readonly matchId: string; readonly replayed: boolean }) {
  const opened = useSignal<OpenedMatch | { readonly kind: 'trouble'; readonly message: string } | undefined>(
    undefined,
  );
  const open = (): void => {
    const { player } = account.value ?? {};
    if (player === undefined) return;
    (replayed ? player.match(matchId).then(told) : openMatch(player, matchId)).then(
      (match) => {
        opened.value = match;
      },
      (error: unknown) => {
        opened.value = { kind: 'trouble', message: troubleOf(error).message };
      },
    );
  };
  useEffect(open, [matchId, replayed]);
  const { value } = opened;
  switch (value?.kind) {
    case undefined:
      return <h1 class="calm">Opening the match …</h1>;
    case 'trouble':
      return (
        <section class="notice bad" role="alert">
          <h1>The match cannot be opened</h1>
          <p>{value.message}</p>
          <a href="#/">Back to the games</a>
        </section>
      );
    case 'played':
      return <PlayedMatchView key={value.match.live.seedHash} match={value.match} again={open} />;
    case 'told':
      return <ToldMatchView match={value.match} />;
  }
}
