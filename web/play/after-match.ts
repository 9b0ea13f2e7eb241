import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import {
  type BoardDocument,
  type BoardStretchDocument,
  type HistoryEntryDocument,
  type MeDocument,
  type Player,
} from '../../client/index';
import { isBotId } from '../../core/bots/bot-ids';
import { account } from './account';
import { hasScores } from './counted-board';
import { boardToShow, isSettled, type ReadBoard } from './settled-board';

/** The part of a board that the page shows after a match. */
export interface ShownBoard extends Pick<BoardStretchDocument, 'period' | 'items'> {
  readonly board: BoardDocument;
}

/** The changes of a match for a player, as far as they are known. */
export interface AfterMatch {
  /** The player's standing in the game of the match. */
  readonly standing: MeDocument['standings'][number] | undefined;
  /** The match in the player's history. */
  readonly entry: HistoryEntryDocument | undefined;
  /** `counting`: it does not have the new scores of all seats yet. */
  readonly board: ShownBoard | 'counting' | undefined;
}

/** Players before and after the player on the shown part of a board, and the length of its top. */
const shown = { each: 2, top: 5 };

/** Histories and boards lag seconds behind results: the pauses after each look, in milliseconds. */
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
  const after = useSignal<AfterMatch>({ standing: undefined, entry: undefined, board: undefined });
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
      if (read !== undefined) after.value = { ...read, board: boardToShow(read, isLast) };
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

type ReadAfter = Omit<AfterMatch, 'board'> & ReadBoard<ShownBoard>;

async function readAfter(player: Player, { game, matchId, players }: Ended): Promise<ReadAfter> {
  const [{ standings }, { items }] = await Promise.all([player.me(), player.history({ limit: 5 })]);
  const entry = items.find((one) => one.matchId === matchId);
  const own = { standing: standings.find((one) => one.game === game), entry };
  // Only a rated match can have moved the player on a board.
  if (entry?.counted !== 'rated') return { ...own, board: undefined, isCounted: entry !== undefined };
  const board = await boardAround(player, game, players);
  if (board === undefined) return { ...own, board, isCounted: true };
  const profiles = await Promise.all(players.filter((id) => !isBotId(id)).map((id) => player.profile(id)));
  return { ...own, board, isCounted: hasScores(board.board, board.ofSeats, profiles) };
}

/**
 * The players around the player on the first board of the game that has the player. Else the top of the first
 * board that has anyone: boards of ratings hide players until their rating is certain.
 * @param players of the match, whose places are read as well
 * @returns undefined for a game without boards
 * @throws ApiError
 */
async function boardAround(
  player: Player,
  game: string,
  players: readonly string[],
): Promise<(ShownBoard & { readonly ofSeats: ShownBoard['items'] }) | undefined> {
  const boards = (await player.boards.all()).filter((board) => board.game === game);
  const places = new Map<BoardDocument, ShownBoard['items']>();
  for (const board of boards) {
    // Asked first: the place of a player who is not on the board is an error of the API.
    const { items: ofSeats, period } = await player.boards.among(board.board, players);
    places.set(board, ofSeats);
    if (!ofSeats.some(({ playerId }) => playerId === player.playerId)) continue;
    const around = await player.boards.neighbours(board.board, { period, each: shown.each });
    return { board, period, items: around.items, ofSeats };
  }
  const tops = await Promise.all(boards.map((board) => topOf(player, board)));
  const top = tops.find(({ items }) => items.length > 0) ?? tops[0];
  return top && { ...top, ofSeats: places.get(top.board) ?? [] };
}

async function topOf(player: Player, board: BoardDocument): Promise<ShownBoard> {
  const { period, items } = await player.boards.page(board.board, { limit: shown.top });
  return { board, period, items };
}
