import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { type LeaderboardStore } from '../../store/leaderboards';
import { type RankingChance } from './chance';
import { type Columns, playerOf } from './columns';

export interface Sampled {
  readonly ranks: number;
  readonly pages: number;
  readonly neighbourhoods: number;
  readonly jumps: number;
  readonly wrong: number;
}

export interface SampleOptions {
  readonly chance: RankingChance;
  readonly samples: number;
  /** Called before each request: players do not send all in one second. */
  readonly beforeRequest: () => void;
}

interface RankedPlayer {
  readonly playerId: string;
  readonly rank: number;
}

/** The answers that are right, from the sorted columns of a period. */
class Expected {
  /** Players, best first. */
  readonly #order: Uint32Array;
  readonly #columns: Columns;
  /** The number of players with each score. */
  readonly #counts: Uint32Array;
  /** The number of players with a better score than each. */
  readonly #better: Uint32Array;

  constructor(columns: Columns) {
    this.#order = columns.sort();
    this.#columns = columns;
    this.#counts = columns.histogram();
    this.#better = new Uint32Array(this.#counts.length);
    for (let steps = this.#counts.length - 2; steps >= 0; steps -= 1)
      this.#better[steps] = (this.#better[steps + 1] ?? 0) + (this.#counts[steps + 1] ?? 0);
  }

  get players(): number {
    return this.#order.length;
  }

  playerAt(index: number): number {
    return this.#order[index] ?? 0;
  }

  rankOf(player: number): number {
    return 1 + (this.#better[this.#columns.steps(player) ?? 0] ?? 0);
  }

  /** The number of players with the same score. */
  sharedBy(player: number): number | undefined {
    return this.#counts[this.#columns.steps(player) ?? 0];
  }

  /** Whether these players follow each other in the order, from an index on. */
  hasPlayers(places: readonly RankedPlayer[], from: number): boolean {
    return places.every(({ playerId }, index) => playerId === playerOf(this.playerAt(from + index)));
  }

  /** Whether these ranks are those of the players from an index on. */
  hasRanks(places: readonly RankedPlayer[], from: number): boolean {
    return places.every(({ rank }, index) => rank === this.rankOf(this.playerAt(from + index)));
  }
}

/** The leaderboard whose answers are checked. */
export interface SampledLeaderboard {
  readonly leaderboards: LeaderboardStore;
  readonly leaderboard: RankedLeaderboard;
  readonly period: string;
  readonly columns: Columns;
}

/** Requests of random players, each compared with the sorted array. */
class CheckedRequests {
  wrong = 0;
  readonly #leaderboard: SampledLeaderboard;
  readonly #chance: RankingChance;
  readonly #expected: Expected;

  constructor(leaderboard: SampledLeaderboard, chance: RankingChance) {
    this.#leaderboard = leaderboard;
    this.#chance = chance;
    this.#expected = new Expected(leaderboard.columns);
  }

  async rank(): Promise<void> {
    const { leaderboards, leaderboard, period } = this.#leaderboard;
    const player = this.#expected.playerAt(this.#randomIndex());
    const place = await leaderboards.place(leaderboard, period, playerOf(player));
    this.#check(place?.rank === this.#expected.rankOf(player) && place.players === this.#expected.players);
    this.#check(place?.sharedBy === this.#expected.sharedBy(player));
  }

  /** Requests a page of 20, and returns the cursor of the next one. */
  async page(number: number, cursor: string | undefined): Promise<string | undefined> {
    const { leaderboards, leaderboard, period } = this.#leaderboard;
    const limits = { limit: 20, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await leaderboards.page(leaderboard, period, limits, { from: 'the best' });
    this.#check(this.#expected.hasPlayers(answer.items, number * 20));
    this.#check(this.#expected.hasRanks(answer.items, number * 20));
    return answer.cursor;
  }

  async neighbourhood(): Promise<void> {
    const { leaderboards, leaderboard, period } = this.#leaderboard;
    const at = this.#randomIndex();
    const player = playerOf(this.#expected.playerAt(at));
    const around = (await leaderboards.around(leaderboard, period, player, 5)) ?? [];
    this.#check(this.#expected.hasPlayers(around, Math.max(0, at - 5)));
    this.#check(this.#expected.hasRanks(around, Math.max(0, at - 5)));
  }

  /** Requests the page that begins at a rank. */
  async jump(): Promise<void> {
    const { leaderboards, leaderboard, period } = this.#leaderboard;
    const at = this.#randomIndex();
    const { items } = await leaderboards.page(leaderboard, period, { limit: 20 }, { rank: at + 1 });
    const first = this.#expected.rankOf(this.#expected.playerAt(at));
    this.#check(items[0]?.rank === first && this.#expected.hasPlayers(items, first - 1));
  }

  #randomIndex(): number {
    return this.#chance.below(this.#expected.players);
  }

  #check(holds: boolean): void {
    if (!holds) this.wrong += 1;
  }
}

/** Requests ranks, pages, neighbourhoods and jumps, and counts what is wrong in the answers. */
export async function sampleAnswers(
  leaderboard: SampledLeaderboard,
  { chance, samples, beforeRequest: pause }: SampleOptions,
): Promise<Sampled> {
  const requests = new CheckedRequests(leaderboard, chance);
  const few = Math.ceil(samples / 10);
  for (let sample = 0; sample < samples; sample += 1) {
    pause();
    await requests.rank();
  }
  let cursor: string | undefined;
  for (let number = 0; number < few; number += 1) {
    pause();
    cursor = await requests.page(number, cursor);
    if (cursor === undefined) break;
  }
  for (let sample = 0; sample < few; sample += 1) {
    pause();
    await requests.neighbourhood();
    await requests.jump();
  }
  return { ranks: samples, pages: few, neighbourhoods: few, jumps: few, wrong: requests.wrong };
}
