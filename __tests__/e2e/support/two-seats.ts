import backend from '../../../game';

/** The games of `game/` that take exactly two seats. A project may have replaced every sample. */
export const gamesForTwo: readonly string[] = [...backend.games.values()]
  .filter(({ seats }) => seats.max === 2)
  .map(({ name }) => name);
