import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import {
  type BoardDocument,
  type BoardStretchDocument,
  type HistoryEntryDocument,
  type MeDocument,
  type Player,
} from '../../client/index';
import { account } from './account';
import { untorn } from './untorn-board';

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
  readonly board: ShownBoard | undefined;
}

/** Players before and after the player on the shown part of a board, and the length of its top. */
const shown = { each: 2, top: 5 };

/** Histories and boards lag seconds behind results: the pauses after each look, in milliseconds. */
const pauses = [1000, 2000, 4000, 8000];

/**
 * The player's standing after a match, read again while the backend still counts the result.
 * @param isRated nothing is read after a match that changes no rating
 */
export function useAfterMatch(game: string, matchId: string, isRated: boolean): Signal<AfterMatch> {
  const after = useSignal<AfterMatch>({ standing: undefined, entry: undefined, board: undefined });
  useEffect(() => {
    const { player } = account.value ?? {};
    if (player === undefined || !isRated) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    /** @param isCounted the result was counted before this look, which is the last: boards need one more */
    const look = async ([pause, ...later]: readonly number[], isCounted: boolean): Promise<void> => {
      // Without an answer only the result is shown.
      const read = await readAfter(player, game, matchId).catch(() => undefined);
      if (left) return;
      if (read !== undefined) after.value = { ...read, board: untorn(read.board) ?? after.value.board };
      if (isCounted || pause === undefined) return;
      timer = setTimeout(() => void look(later, read?.entry !== undefined), pause);
    };
    void look(pauses, false);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [game, matchId, isRated]);
  return after;
}

async function readAfter(player: Player, game: string, matchId: string): Promise<AfterMatch> {
  const [{ standings }, { items }] = await Promise.all([player.me(), player.history({ limit: 5 })]);
  const entry = items.find((one) => one.matchId === matchId);
  return {
    standing: standings.find((one) => one.game === game),
    entry,
    // Only a rated match can have moved the player on a board.
    board: entry?.counted === 'rated' ? await boardAround(player, game) : undefined,
  };
}

/**
 * The players around the player on the first board of the game that has the player; else the top of the first
 * board that has anyone: boards of ratings hide players until their rating is certain.
 * @returns undefined for a game without boards
 * @throws ApiError
 */
export async function boardAround(player: Player, game: string): Promise<ShownBoard | undefined> {
  const boards = (await player.boards.all()).filter((board) => board.game === game);
  for (const board of boards) {
    // Asked first: the place of a player who is not on the board is an error of the API.
    const { items, period } = await player.boards.among(board.board, [player.playerId]);
    if (items.length === 0) continue;
    const around = await player.boards.neighbours(board.board, { period, each: shown.each });
    return { board, period, items: around.items };
  }
  const tops = await Promise.all(boards.map((board) => topOf(player, board)));
  return tops.find(({ items }) => items.length > 0) ?? tops[0];
}

async function topOf(player: Player, board: BoardDocument): Promise<ShownBoard> {
  const { period, items } = await player.boards.page(board.board, { limit: shown.top });
  return { board, period, items };
}
