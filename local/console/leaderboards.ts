import {
  type ConsoleLeaderboardDetail,
  type ConsoleLeaderboardPlace,
  type ConsoleLeaderboard,
} from '../../contract/console/leaderboards';
import { idPatterns, playerId } from '../../core/ids';
import { periodAt } from '../../core/ranking/periods';
import { type LeaderboardDeclaration } from '../../core/ranking/leaderboards';
import { type RankedEntry } from '../../store/own-places';
import { type ConsoleSources } from './sources';

/** Entries of a page, and of each side around a player. */
const entriesOfPage = 50;
const entriesAround = 10;

/** Every leaderboard of the definition with its current periods. */
export function listedLeaderboards({ backend, now }: ConsoleSources): readonly ConsoleLeaderboard[] {
  return backend().leaderboards.map((leaderboard) => leaderboardRow(leaderboard, backend().seasons, now()));
}

const leaderboardRow = (
  { id: leaderboard, game, periods }: LeaderboardDeclaration,
  seasons: Parameters<typeof periodAt>[2],
  now: number,
): ConsoleLeaderboard => ({
  board: leaderboard,
  game,
  periods: periods.flatMap((kind) => periodAt(kind, now, seasons) ?? []),
});

/** The query of a leaderboard's page. With the id of a player in `around`, the cursor is ignored. */
export interface LeaderboardQuestion {
  readonly period?: string | undefined;
  readonly cursor?: string | undefined;
  /** A player: the page shows the players around this one. */
  readonly around?: string | undefined;
}

/** A page of a leaderboard; undefined when the leaderboard is unknown. */
export async function leaderboardDetail(
  sources: ConsoleSources,
  name: string,
  { period: asked, cursor, around }: LeaderboardQuestion,
): Promise<ConsoleLeaderboardDetail | undefined> {
  const { backend, tables, names, now } = sources;
  const leaderboard = backend().leaderboards.find((candidate) => candidate.id === name);
  if (leaderboard === undefined) return undefined;
  const row = leaderboardRow(leaderboard, backend().seasons, now());
  const period = asked ?? row.periods[0] ?? 'all';
  const read = await tables.meter.of(() => pageOf(sources, leaderboard, period, { cursor, around }));
  const { entries, next } = read.result;
  const named = await names.of(entries.map((entry) => entry.playerId));
  const place = await placeOf(sources, leaderboard, period, around ?? entries[0]?.playerId);
  return {
    ...row,
    period,
    entries: entries.map(({ rank, playerId: id, score, at }) => ({ ...named(id), rank, score, at })),
    cost: read.cost,
    ...(place === undefined ? {} : { place: { ...named(place.playerId), ...place } }),
    ...(next === undefined ? {} : { cursor: next }),
  };
}

interface ShownPage {
  readonly entries: readonly RankedEntry[];
  /** Cursor of the next page. */
  readonly next?: string | undefined;
}

async function pageOf(
  { tables: { leaderboards } }: ConsoleSources,
  leaderboard: LeaderboardDeclaration,
  period: string,
  { cursor, around }: Pick<LeaderboardQuestion, 'cursor' | 'around'>,
): Promise<ShownPage> {
  if (around !== undefined && idPatterns.playerId.test(around)) {
    const entries = await leaderboards.around(leaderboard, period, playerId(around), entriesAround);
    return { entries: entries ?? [] };
  }
  const request = { limit: entriesOfPage, ...(cursor === undefined ? {} : { cursor }) };
  const page = await leaderboards.page(leaderboard, period, request, { from: 'the best' });
  return { entries: page.items, next: page.cursor };
}

/** The place of one player, read alone: what a rank costs. */
async function placeOf(
  { tables: { leaderboards, meter } }: ConsoleSources,
  leaderboard: LeaderboardDeclaration,
  period: string,
  id: string | undefined,
): Promise<Omit<ConsoleLeaderboardPlace, 'name'> | undefined> {
  if (id === undefined || !idPatterns.playerId.test(id)) return undefined;
  const { result, cost } = await meter.of(() => leaderboards.place(leaderboard, period, playerId(id)));
  return result && { playerId: id, rank: result.rank, players: result.players, cost };
}
