import { optionsJsonSchema } from '../../core/options-json-schema';
import { type Backend } from '../../definition';

/** The games of a backend as GET /v1/games shows them. */
export function gameDocuments({ games, matchmakings }: Pick<Backend, 'games' | 'matchmakings'>) {
  return [...games.values()].map((game) => ({
    game: game.name,
    seats: { ...game.seats },
    teams: game.teams,
    matchmakings: [...matchmakings.values()]
      .filter(({ games: played }) => played.includes(game.name))
      .map(({ key }) => key),
    options: { ...optionsJsonSchema(game) },
    botLevels: [...game.botLevels],
  }));
}
