import { type Game } from '../../../core/define';
import { gameName, type Seat } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { type Backend } from '../../../definition';
import { ApiProblem } from './problem';

/** @throws ApiProblem naming the known games */
export function askedGame({ games }: Pick<Backend, 'games'>, name: string): Game {
  const game = games.get(gameName(name));
  if (game === undefined)
    throw new ApiProblem('unknown-game', `${name} is not a game of this backend.`, {
      games: [...games.keys()],
    });
  return game;
}

/** @throws ApiProblem naming the option and its limits */
export function askedOptions(game: Game, given: Json | undefined): Json {
  const read = game.readOptions(given);
  if ('problem' in read) {
    const { field, message } = read.problem;
    throw invalidField(`/options${field === '' ? '' : `/${field}`}`, message);
  }
  return read.options;
}

/** The number of seats of a match: as requested, or the minimum. @throws ApiProblem naming the limits */
export function askedSeats({ name, seats: { min, max } }: Game, asked: number | undefined): number {
  const seats = asked ?? min;
  if (seats < min || seats > max)
    throw invalidField('/seats', `must be a number of seats of ${name}: ${min} to ${max}`);
  return seats;
}

/** @throws ApiProblem when a match of this many seats does not have the requested one */
export function checkSeat(asked: Seat | undefined, seats: number): void {
  if (asked !== undefined && asked >= seats)
    throw invalidField('/seat', `must be a seat of the match: 0 to ${seats - 1}`);
}

/** The answer to an invalid field of the body. @param field JSON pointer */
export function invalidField(field: string, message: string): ApiProblem {
  return new ApiProblem('invalid-request', undefined, { errors: [{ in: 'body', field, message }] });
}
