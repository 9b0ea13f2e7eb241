import { type Game } from '../../core/define';
import { drawings } from 'turnlift:games';

/**
 * Loads the game's own code on demand, for its drawing and for replays.
 * @returns undefined for a game that is not in this build
 */
export async function loadGame(name: string): Promise<Game | undefined> {
  return drawings[name]?.();
}

/** Games in this build. */
export const gameNames: readonly string[] = Object.keys(drawings);

export { titleOf } from './title-of';
