import { type Json } from '../../core/json';

/** The match that a player searches for. */
export interface Wanted {
  readonly game: string;
  readonly options: Readonly<Record<string, Json>>;
}
