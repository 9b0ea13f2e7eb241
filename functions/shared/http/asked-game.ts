import { type Game } from '../../../core/define';
import { gameName } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type Backend } from '../../../definition';
import { ApiProblem } from './problem';

/** @throws ApiProblem naming the games that there are */
export function gameOf({ games }: Pick<Backend, 'games'>, name: string): Game {
  const game = games.get(gameName(name));
  if (game === undefined)
    throw new ApiProblem('unknown-game', `${name} is not a game of this backend.`, {
      games: [...games.keys()],
    });
  return game;
}

/** @throws ApiProblem naming the option and its limits */
export function optionsOf(game: Game, given: Json | undefined): Json {
  const read = game.readOptions(given);
  if ('problem' in read) {
    const { field, message } = read.problem;
    throw invalidField(`/options${field === '' ? '' : `/${field}`}`, message);
  }
  return read.options;
}

/** The answer to a field of the body that does not fit. @param field JSON pointer */
export function invalidField(field: string, message: string): ApiProblem {
  return new ApiProblem('invalid-request', undefined, { errors: [{ in: 'body', field, message }] });
}
