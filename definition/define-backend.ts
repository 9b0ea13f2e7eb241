import { DefinitionError, type Game } from '../core/define';
import { type GameName } from '../core/ids';

/** A backend as its team declares it (game/index.ts). */
export interface BackendSource {
  readonly games: readonly Game[];
}

/** A backend whose definition holds. */
export interface Backend {
  readonly games: ReadonlyMap<GameName, Game>;
}

/**
 * Checks a team's definition.
 * @throws DefinitionError naming file and fix
 */
export function defineBackend({ games }: BackendSource): Backend {
  const byName = new Map<GameName, Game>();
  for (const game of games) {
    if (byName.has(game.name))
      throw new DefinitionError(
        `game/index.ts: two games are named ${game.name}: give one of them another name`,
      );
    byName.set(game.name, game);
  }
  return { games: byName };
}
