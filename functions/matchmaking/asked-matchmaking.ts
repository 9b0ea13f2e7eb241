import { assumedLatencyMs } from '../../contract/matchmaking-attributes';
import { type Game } from '../../core/define';
import { type Backend, defaultMatchmaking, type Matchmaking } from '../../definition';
import { invalidField } from '../shared/http/asked-game';
import { ApiProblem } from '../shared/http/problem';

/**
 * The matchmaking that a ticket named, or the game's own.
 * @throws ApiProblem naming the matchmakings of the game
 */
export function askedMatchmaking(
  backend: Pick<Backend, 'games' | 'matchmakings'>,
  game: Game,
  name: string | undefined,
): Matchmaking {
  const open = [...backend.matchmakings.values()].filter(({ games }) => games.includes(game.name));
  const found =
    name === undefined ? defaultMatchmaking(backend, game.name) : open.find(({ key }) => key === name);
  if (found === undefined)
    throw invalidField(
      '/matchmaking',
      `must be a matchmaking that plays ${game.name}: ${open.map(({ key }) => key).join(', ')}`,
    );
  return found;
}

/**
 * Latencies in the form of FlexMatch. Without any from the player, all locations count the same.
 * @throws ApiProblem naming every location that the queue does not serve
 */
export function latencies(
  measured: Readonly<Record<string, number>> | undefined,
  locations: readonly string[],
): Readonly<Record<string, number>> {
  if (measured === undefined || Object.keys(measured).length === 0)
    return Object.fromEntries(locations.map((location) => [location, assumedLatencyMs]));
  const unknown = Object.keys(measured).filter((location) => !locations.includes(location));
  if (unknown.length > 0) {
    const message = `is not a location of this backend: ${locations.join(', ')}`;
    throw new ApiProblem('invalid-request', undefined, {
      errors: unknown
        .slice(0, 20)
        .map((location) => ({ in: 'body' as const, field: `/latencyMs/${location}`, message })),
    });
  }
  return measured;
}
