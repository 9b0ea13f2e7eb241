import { type GameName, type PlayerId } from '../core/ids';
import { type Page, type PageRequest } from './pages';

/** A board: `<game>.rating` or `<game>.wins`; its periods are `all` and calendar months `2026-11`. */
export interface Board {
  readonly board: string;
  readonly game: GameName;
  readonly measure: 'rating' | 'wins';
}

export interface LeaderboardEntry {
  /** Standard competition ranking: 1, 2, 2, 4. */
  readonly rank: number;
  readonly playerId: PlayerId;
  readonly score: number;
  /** Epoch milliseconds at which the score was reached: earlier wins among equals in the order of the list. */
  readonly at: number;
}

export interface LeaderboardStore {
  boards(): readonly Board[];
  /** Best first. */
  top(board: string, period: string, page: PageRequest): Promise<Page<LeaderboardEntry>>;
  /** The player's own entry; undefined when the player is not on the board. */
  standing(board: string, period: string, playerId: PlayerId): Promise<LeaderboardEntry | undefined>;
}
