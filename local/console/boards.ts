import { type BoardDocument, type BoardRow } from '../../contract/console/boards';
import { idPatterns, playerId } from '../../core/ids';
import { periodAt } from '../../core/ranking/periods';
import { type BoardDeclaration } from '../../core/ranking/boards';
import { type LeaderboardEntry } from '../../store/own-places';
import { type ConsoleSources } from './routes';

/** Entries of a page, and of each side around a player. */
const entriesOfPage = 50;
const entriesAround = 10;

/** Every board of the definition with its current periods. */
export function boardRows({ backend, now }: ConsoleSources): readonly BoardRow[] {
  return backend().boards.map((board) => boardRow(board, backend().seasons, now()));
}

const boardRow = (
  { board, game, periods }: BoardDeclaration,
  seasons: Parameters<typeof periodAt>[2],
  now: number,
): BoardRow => ({
  board,
  game,
  periods: periods.flatMap((kind) => periodAt(kind, now, seasons) ?? []),
});

export interface BoardQuestion {
  readonly period?: string;
  readonly cursor?: string;
  /** A player: the page shows the players around this one. */
  readonly around?: string;
}

/** A page of a board; undefined when the board is unknown. */
export async function boardDocument(
  sources: ConsoleSources,
  name: string,
  { period: asked, cursor, around }: BoardQuestion,
): Promise<BoardDocument | undefined> {
  const { backend, tables, names, now } = sources;
  const board = backend().boards.find((candidate) => candidate.board === name);
  if (board === undefined) return undefined;
  const row = boardRow(board, backend().seasons, now());
  const period = asked ?? row.periods[0] ?? 'all';
  const shown = async (entries: readonly LeaderboardEntry[]): Promise<BoardDocument['entries']> => {
    const named = await names.of(entries.map((entry) => entry.playerId));
    return entries.map(({ rank, playerId: id, score, at }) => ({ ...named(id), rank, score, at }));
  };
  if (around !== undefined && idPatterns.playerId.test(around)) {
    const entries = await tables.leaderboards.around(board, period, playerId(around), entriesAround);
    return { ...row, period, entries: await shown(entries ?? []) };
  }
  const page = await tables.leaderboards.page(
    board,
    period,
    { limit: entriesOfPage, ...(cursor === undefined ? {} : { cursor }) },
    { from: 'the best' },
  );
  return {
    ...row,
    period,
    entries: await shown(page.items),
    ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  };
}
