import { toJSONSchema } from 'zod/v4/core';
import { type Backend } from '../../definition';

/** The games of a backend as GET /v1/games tells them. */
export function gameDocuments({ games, matchmakings }: Pick<Backend, 'games' | 'matchmakings'>) {
  return [...games.values()].map(({ name, seats, teams, optionsSchema, botLevels }) => ({
    game: name,
    seats: { ...seats },
    teams,
    matchmakings: [...matchmakings.values()]
      .filter(({ games: played }) => played.includes(name))
      .map(({ key }) => key),
    // What a client sends: options with a default may be absent.
    options: { ...toJSONSchema(optionsSchema, { io: 'input', unrepresentable: 'any' }) },
    botLevels: [...botLevels],
  }));
}
