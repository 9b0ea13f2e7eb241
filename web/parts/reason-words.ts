import { type Game } from '../../core/define';

/** Why a match ended, in the game's own words; without those, the reason without its hyphens. */
export function reasonWords(game: Game | undefined, reason: string): string {
  const told = game?.with(({ display }) => display?.reasons ?? {}) ?? {};
  return (Object.hasOwn(told, reason) ? told[reason] : undefined) ?? reason.replaceAll('-', ' ');
}
