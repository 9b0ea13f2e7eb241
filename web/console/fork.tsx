import { useSignal } from '@preact/signals';
import * as z from 'zod/mini';
import { type ConsoleMatchDetail, type MatchMoment, forkedMatch } from '../../contract/console/matches';
import { type Game } from '../../core/define';
import { messageOf } from '../../core/message-of';
import { apiUrl } from '../parts/api';
import { keepAccount } from '../parts/kept-account';
import { act } from './live';
import { route } from './route';
import { viewerOf } from './seen-board';

const registered = z.object({ playerId: z.string(), secret: z.string() });

/**
 * Registers a guest of this browser, for the play page. @returns the name under which it is kept, and its id
 */
async function registerGuest(
  displayName: string,
): Promise<{ readonly as: string; readonly playerId: string }> {
  const response = await fetch(`${apiUrl()}/v1/players`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ displayName }),
  });
  if (!response.ok) throw new Error(`the API answers ${response.status} to a registration`);
  const account = registered.parse(await response.json());
  const as = `practice-${account.playerId.slice(2, 10)}`;
  keepAccount(as, account);
  return { as, playerId: account.playerId };
}

/** A practice match. Its links stay when the page shows another entry, as a running match does by itself. */
interface Begun {
  /** The number of entries of the match that it continues. */
  readonly at: number;
  readonly links: readonly { readonly seat: number; readonly href: string }[];
}

/**
 * Continues from the shown entry, in a new practice match: bots take the other seats. In a game without a
 * bot, this browser has a tab for each seat.
 */
export function Fork({
  match,
  moment,
  at,
  game,
}: {
  readonly match: ConsoleMatchDetail;
  readonly moment: MatchMoment | undefined;
  readonly at: number;
  readonly game: Game | undefined;
}) {
  const failure = useSignal('');
  const begun = useSignal<Begun | undefined>(undefined);
  const isBeginning = useSignal(false);
  const viewer = viewerOf(route.value.query['as']);
  const own = viewer === 'spectator' ? (moment?.toAct[0] ?? 0) : viewer;
  const begin = async (): Promise<void> => {
    failure.value = '';
    isBeginning.value = true;
    try {
      const hasBot = (game?.botLevels.length ?? 0) > 0;
      const seats = hasBot ? [own] : [...match.seats.keys()];
      const guests = await Promise.all(
        seats.map(async (seat) => ({ seat, ...(await registerGuest(`Practice ${seat + 1}`)) })),
      );
      const query = new URLSearchParams([
        ['at', String(at)],
        ...guests.map(({ seat, playerId }) => [`seat${seat}`, playerId]),
      ]);
      const { matchId } = await act(`/matches/${match.matchId}/fork?${query.toString()}`, forkedMatch);
      const links = guests.map(({ seat, as }) => ({
        seat,
        href: `/play/?as=${encodeURIComponent(as)}#/match/${matchId}`,
      }));
      begun.value = { at, links };
    } catch (error) {
      failure.value = messageOf(error);
    }
    isBeginning.value = false;
  };
  const { at: begunAt, links } = begun.value ?? { links: [] };
  const isOff = game === undefined || isBeginning.value;
  return (
    <p class="facts-line">
      <button type="button" class="small" disabled={isOff} onClick={() => void begin()}>
        Practice from here
      </button>
      {links.map(({ seat, href }) => (
        <a key={href} class="button small" href={href} target="_blank" rel="noreferrer">
          Play as seat {seat + 1}
          {begunAt === at ? '' : ` from entry ${begunAt}`}
        </a>
      ))}
      {failure.value === '' ? null : <span class="state bad">{failure.value}</span>}
    </p>
  );
}
