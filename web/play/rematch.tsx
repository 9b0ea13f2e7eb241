import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { rematchMs } from '../../contract/rematch-window';
import { type Player, type RematchDocument } from '../../client/index';
import { type Seat } from '../../core/ids';
import { account } from './account';
import { go, hashOf } from './route';
import { leaveSearch } from './search';
import { type Trouble, TroubleNotice, troubleOf } from './trouble';

/** Pauses between two requests, ms: short while the players are most likely still here. */
const pauses = { first: 1500, max: 10_000 };

interface RematchProps {
  readonly matchId: string;
  readonly seat: Seat;
  readonly endedAt: number;
  readonly nameOf: (seat: Seat) => string;
}

/** A rematch of an ended match: asks, shows who has asked, and takes all into the new match. */
export function Rematch(props: RematchProps) {
  const { player } = account.value ?? {};
  return player === undefined ? null : <RematchOf player={player} {...props} />;
}

function RematchOf({ player, matchId, seat, endedAt, nameOf }: RematchProps & { readonly player: Player }) {
  const { agreement, trouble, ask } = useAgreement(player, matchId, endedAt);
  const { agreed, matchId: next } = agreement.value;
  if (next !== undefined)
    return (
      <a class="button" href={hashOf({ at: 'match', matchId: next })}>
        To the rematch
      </a>
    );
  const others = agreed.filter((one) => one !== seat).map(nameOf);
  const asked = agreed.includes(seat);
  return (
    <>
      <button type="button" class={asked ? '' : 'accent'} disabled={asked} onClick={ask}>
        {asked ? 'Rematch asked' : others.length === 0 ? 'Rematch' : 'Accept the rematch'}
      </button>
      <span class="note" role="status">
        {asked ? 'The match begins when all want it.' : wantWords(others)}
      </span>
      <TroubleNotice trouble={trouble.value} />
    </>
  );
}

const wantWords = (names: readonly string[]): string =>
  names.length === 0 ? '' : `${names.join(', ')} ${names.length === 1 ? 'wants' : 'want'} a rematch.`;

/** Who wants a rematch, read again as long as one is possible. */
function useAgreement(player: Player, matchId: string, endedAt: number) {
  const agreement = useSignal<RematchDocument>({ agreed: [] });
  const trouble = useSignal<Trouble | undefined>(undefined);
  /** @param follow opens the new match: not when a player has come back here from it */
  const take = (read: RematchDocument, follow: boolean): void => {
    agreement.value = read;
    if (read.matchId !== undefined && follow) go({ at: 'match', matchId: read.matchId });
  };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const look = async (pause: number, first: boolean): Promise<void> => {
      const { rematch } = await player.match(matchId).catch(() => ({ rematch: undefined }));
      if (left) return;
      if (rematch !== undefined) take(rematch, !first);
      if (rematch?.matchId !== undefined || Date.now() - endedAt > rematchMs) return;
      timer = setTimeout(() => void look(Math.min(pauses.max, pause * 1.1), false), pause);
    };
    void look(pauses.first, true);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [matchId, player]);
  const ask = (): void => {
    trouble.value = undefined;
    const asked = leaveSearch().then(() => player.rematch(matchId));
    asked.then(
      (read) => take(read, true),
      (error: unknown) => {
        trouble.value = troubleOf(error);
      },
    );
  };
  return { agreement, trouble, ask };
}
