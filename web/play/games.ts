import { signal } from '@preact/signals';
import { type GameDocument } from '../../client/index';
import { backend } from './account';

/** The games of the backend; undefined until `loadGames` has read them. */
export const games = signal<readonly GameDocument[] | undefined>(undefined);

/** Reads the games once. @throws ApiError */
export async function loadGames(): Promise<void> {
  games.value ??= await backend.games();
}

export const gameOf = (name: string): GameDocument | undefined =>
  games.value?.find(({ game }) => game === name);

export function seatsOf({ seats: { min, max } }: GameDocument): string {
  return min === max ? `${min} players` : `${min} to ${max} players`;
}
