import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import {
  type DeclaredLeaderboardDocument,
  type LeaderboardStretchDocument,
  type HistoryEntryDocument,
  type MeDocument,
  type Player,
} from '../../client/index';
import { isBotId } from '../../core/bots/bot-ids';
import { account } from './account';
import { hasScores } from './counted-leaderboard';
import { leaderboardToShow, isSettled, type ReadLeaderboard } from './settled-leaderboard';

/** The part of a leaderboard that the page shows after a match. */
export interface ShownLeaderboard extends Pick<LeaderboardStretchDocument, 'period' | 'items'> {
  readonly leaderboard: DeclaredLeaderboardDocument;
}

/** The changes of a match for a player, as far as they are known. */
export interface AfterMatch {
  /** The player's standing in the game of the match. */
  readonly standing: MeDocument['standings'][number] | undefined;
  /** The match in the player's history. */
  readonly entry: HistoryEntryDocument | undefined;
  /** `counting`: it does not have the new scores of all seats yet. */
  readonly leaderboard: ShownLeaderboard | 'counting' | undefined;
}

/** Players before and after the player on the shown part of a leaderboard, and the length of its top. */
const shown = { each: 2, top: 5 };

/** Histories and leaderboards lag seconds behind results: the pauses after each look, in milliseconds. */
const pauses = [1000, 2000, 4000, 8000];

/** The match after which the page looks. */
interface Ended {
  readonly game: string;
  readonly matchId: string;
  /** Seat 0 first. */
  readonly players: readonly string[];
}

/**
 * The player's standing after a match, read again while the backend still counts the result.
 * @param isRated nothing is read after a match that changes no rating
 */
export function useAfterMatch(ended: Ended, isRated: boolean): Signal<AfterMatch> {
  const { game, matchId } = ended;
  const after = useSignal<AfterMatch>({ standing: undefined, entry: undefined, leaderboard: undefined });
  useEffect(() => {
    const { player } = account.value ?? {};
    if (player === undefined || !isRated) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    /** @param before the look before this one */
    const look = async (
      [pause, ...later]: readonly number[],
      before: ReadAfter | undefined,
    ): Promise<void> => {
      // Without an answer only the result is shown.
      const read = await readAfter(player, ended).catch(() => undefined);
      if (left) return;
      const isLast = pause === undefined || (read !== undefined && isSettled(read, before));
      if (read !== undefined) after.value = { ...read, leaderboard: leaderboardToShow(read, isLast) };
      if (!isLast) timer = setTimeout(() => void look(later, read), pause);
    };
    void look(pauses, undefined);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [game, matchId, isRated]);
  return after;
}

type ReadAfter = Omit<AfterMatch, 'leaderboard'> & ReadLeaderboard<ShownLeaderboard>;

async function readAfter(player: Player, { game, matchId, players }: Ended): Promise<ReadAfter> {
  const [{ standings }, { items }] = await Promise.all([player.me(), player.history({ limit: 5 })]);
  const entry = items.find((one) => one.matchId === matchId);
  const own = { standing: standings.find((one) => one.game === game), entry };
  // Only a rated match can have moved the player on a leaderboard.
  if (entry?.counted !== 'rated') return { ...own, leaderboard: undefined, isCounted: entry !== undefined };
  const leaderboard = await leaderboardAround(player, game, players);
  if (leaderboard === undefined) return { ...own, leaderboard, isCounted: true };
  const profiles = await Promise.all(players.filter((id) => !isBotId(id)).map((id) => player.profile(id)));
  return {
    ...own,
    leaderboard,
    isCounted: hasScores(leaderboard.leaderboard, leaderboard.ofSeats, profiles),
  };
}

/**
 * The players around the player on the first leaderboard of the game that has the player. Else the top of the
 * first leaderboard that has anyone: leaderboards of ratings hide players until their rating is certain.
 * @param players of the match, whose places are read as well
 * @returns undefined for a game without leaderboards
 * @throws ApiError
 */
async function leaderboardAround(
  player: Player,
  game: string,
  players: readonly string[],
): Promise<(ShownLeaderboard & { readonly ofSeats: ShownLeaderboard['items'] }) | undefined> {
  const leaderboards = (await player.leaderboards.all()).filter((leaderboard) => leaderboard.game === game);
  const places = new Map<DeclaredLeaderboardDocument, ShownLeaderboard['items']>();
  for (const leaderboard of leaderboards) {
    // Asked first: the place of a player who is not on the leaderboard is an error of the API.
    const { items: ofSeats, period } = await player.leaderboards.among(leaderboard.board, players);
    places.set(leaderboard, ofSeats);
    if (!ofSeats.some(({ playerId }) => playerId === player.playerId)) continue;
    const around = await player.leaderboards.neighbours(leaderboard.board, { period, each: shown.each });
    return { leaderboard, period, items: around.items, ofSeats };
  }
  const tops = await Promise.all(leaderboards.map((leaderboard) => topOf(player, leaderboard)));
  const top = tops.find(({ items }) => items.length > 0) ?? tops[0];
  return top && { ...top, ofSeats: places.get(top.leaderboard) ?? [] };
}

async function topOf(player: Player, leaderboard: DeclaredLeaderboardDocument): Promise<ShownLeaderboard> {
  const { period, items } = await player.leaderboards.page(leaderboard.board, { limit: shown.top });
  return { leaderboard, period, items };
}
