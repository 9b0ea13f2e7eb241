import { safeParse } from 'zod/v4/core';
import { type Game, gameLimits, optionsText } from '../core/define';
import { type Json } from '../core/json';
import { maxCombinations, optionValues } from '../core/option-values';
import { optionsJsonSchema } from '../core/options-json-schema';

/** The parameters of a match. */
export interface Setup {
  readonly seats: number;
  readonly teams: readonly number[];
  readonly options: Json;
}

/** The option combinations to try, defaults first; each as a client would send it. */
export function optionChoices(
  game: Pick<Game, 'name' | 'optionsSchema'>,
): readonly { readonly [name: string]: Json }[] {
  const options = [...optionValues(optionsJsonSchema(game))].map(([name, { values }]) => ({ name, values }));
  const combinations = options.reduce((product, { values }) => product * Math.max(1, values.length), 1);
  const choices =
    combinations > maxCombinations
      ? [{}, ...options.flatMap(({ name, values }) => values.map((value) => ({ [name]: value })))]
      : options.reduce<readonly { readonly [name: string]: Json }[]>(
          (rows, { name, values }) =>
            values.length === 0
              ? rows
              : rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
          [{}],
        );
  return choices.filter((choice) => isAllowed(game, choice));
}

/** False for options that the schema's own checks refuse, and for those that are too long together. */
function isAllowed({ optionsSchema }: Pick<Game, 'optionsSchema'>, choice: Json): boolean {
  const read = safeParse(optionsSchema, choice);
  return read.success && optionsText(read.data).length <= gameLimits.maxOptionsCharacters;
}

/** The options that `optionChoices` leaves out, for the title of a test; empty when it tries every value. */
export function untriedOptions(game: Pick<Game, 'name' | 'optionsSchema'>): string {
  const left = [...optionValues(optionsJsonSchema(game))].filter(([, { complete }]) => !complete);
  const some = left.filter(([, { values }]) => values.length > 1).map(([name]) => name);
  const one = left.filter(([, { values }]) => values.length <= 1).map(([name]) => name);
  return [
    ...(some.length > 0 ? [`some values alone of ${some.join(', ')}`] : []),
    ...(one.length > 0 ? [`the default alone of ${one.join(', ')}`] : []),
  ].join('; ');
}

/** Every seat as its own team; in a game of teams every even split of the seats. */
function teamsOf({ teams }: Pick<Game, 'teams'>, seats: number): readonly (readonly number[])[] {
  const sizes = teams ? [2, 3, 4].filter((size) => seats % size === 0 && seats > size) : [1];
  return sizes.map((size) => Array.from({ length: seats }, (_, seat) => Math.floor(seat / size)));
}

/**
 * Every kind of match of a game: each number of seats with each combination of options.
 * @throws Error when the game refuses options that its own schema allows, or when its seats cannot be split
 * into even teams
 */
export function setupsOf(
  game: Pick<Game, 'name' | 'seats' | 'teams' | 'optionsSchema' | 'readOptions'>,
): readonly Setup[] {
  const options = optionChoices(game).map((choice) => {
    const read = game.readOptions(choice);
    if ('problem' in read)
      throw new Error(
        `${game.name} refuses its own options ${JSON.stringify(choice)}: ${read.problem.message}`,
      );
    return read.options;
  });
  const { min, max } = game.seats;
  const setups = Array.from({ length: max - min + 1 }, (_, index) => min + index).flatMap((seats) =>
    teamsOf(game, seats).flatMap((teams) => options.map((choice) => ({ seats, teams, options: choice }))),
  );
  if (setups.length === 0)
    throw new Error(`${game.name} is played in teams, but ${min} to ${max} seats cannot be split evenly`);
  return setups;
}
