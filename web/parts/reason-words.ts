import { type Game } from '../../core/define';

/** The engine's own reasons. */
const engineWords: ReadonlyMap<string, string> = new Map([
  ['timeout', 'time was up'],
  ['resigned', 'resignation'],
  ['agreed', 'by agreement'],
  ['abandoned', 'a player left'],
  ['aborted', 'called off'],
]);

/** Why a match ended: in the game's own words, in the engine's, or the reason without its hyphens. */
export function reasonWords(game: Game | undefined, reason: string): string {
  const reasons = game?.with(({ display }) => display?.reasons ?? {}) ?? {};
  return (
    (Object.hasOwn(reasons, reason) ? reasons[reason] : undefined) ??
    engineWords.get(reason) ??
    reason.replaceAll('-', ' ')
  );
}
