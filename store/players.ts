import { type GameName, type PlayerId } from '../core/ids';

export interface PlayerRecord {
  readonly playerId: PlayerId;
  readonly displayName: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A player's standing in one game. */
export interface Standing {
  readonly game: GameName;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  /** The number that matchmaking and the rating board use: the rating's public form (core/rating). */
  readonly rating: number;
  readonly mu: number;
  readonly sigma: number;
}

/** A refresh token's family: one sign-in and all tokens that were rotated from it. Hashes only, SHA-256 hex. */
export interface RefreshFamily {
  readonly familyId: string;
  readonly playerId: PlayerId;
  readonly currentHash: string;
  /** Epoch seconds; also the row's TTL. */
  readonly expiresAt: number;
}

export interface PlayerStore {
  /** @throws Error when the id is taken (conditional put) */
  create(player: PlayerRecord, secretHash: string): Promise<void>;
  get(playerId: PlayerId): Promise<PlayerRecord | undefined>;
  secretHash(playerId: PlayerId): Promise<string | undefined>;
  rename(playerId: PlayerId, displayName: string): Promise<PlayerRecord | undefined>;
  /** One standing a game that the player has finished a match of. */
  standings(playerId: PlayerId): Promise<readonly Standing[]>;
  standing(playerId: PlayerId, game: GameName): Promise<Standing | undefined>;
  openFamily(family: RefreshFamily): Promise<void>;
  /**
   * Rotates: `rotated` when presentedHash was current (now nextHash is), `reused` when it was an older one of the family
   * (the family is ended by this call), `unknown` when the family is gone or expired.
   */
  rotateFamily(familyId: string, presentedHash: string, nextHash: string, nowSeconds: number): Promise<{ readonly outcome: 'rotated'; readonly playerId: PlayerId; readonly expiresAt: number } | { readonly outcome: 'reused' | 'unknown' }>;
  endFamily(familyId: string): Promise<void>;
  endFamilies(playerId: PlayerId): Promise<void>;
  /** Counts an attempt in a window; returns the count so far. For rate limits by address. */
  countAttempt(key: string, windowSeconds: number, nowSeconds: number): Promise<number>;
}
