import { type Game } from '../../core/define';
import { drawings } from 'turnlift:games';

/**
 * The game's own code, for its drawing and for replays: loaded when it is needed.
 * @returns undefined for a game that this page was not built with
 */
export async function loadGame(name: string): Promise<Game | undefined> {
  return drawings[name]?.();
}

/** Games that this page was built with. */
export const gameNames: readonly string[] = Object.keys(drawings);

/** `tic-tac-toe` → `Tic tac toe`. */
export function titleOf(game: string): string {
  const words = game.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
