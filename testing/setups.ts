import { toJSONSchema } from 'zod/v4/core';
import { type Game } from '../core/define';
import { type Json } from '../core/json';
import * as z from 'zod/mini';

/** What a match can be set up with. */
export interface Setup {
  readonly seats: number;
  readonly teams: readonly number[];
  readonly options: Json;
}

/** Above this number of option combinations, each value is tried once instead of all combinations. */
const mostCombinations = 24;

const property = z.looseObject({
  default: z.optional(z.json()),
  const: z.optional(z.json()),
  enum: z.optional(z.array(z.json())),
  type: z.optional(z.string()),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  anyOf: z.optional(z.array(z.looseObject({ const: z.optional(z.json()) }))),
});
const objectSchema = z.looseObject({ properties: z.optional(z.record(z.string(), property)) });

type Value = z.output<ReturnType<typeof z.json>>;

/** The values of one option to try: all of a list, the limits of a range, else the default. */
function valuesOf(option: z.output<typeof property>): readonly Value[] {
  if (option.enum !== undefined) return option.enum;
  if (option.const !== undefined) return [option.const];
  if (option.anyOf !== undefined)
    return option.anyOf.flatMap((choice) => (choice.const === undefined ? [] : [choice.const]));
  if (option.type === 'boolean') return [false, true];
  // zod writes the range of safe integers for a number that has no limits of its own.
  const limits = [option.minimum, option.maximum].filter(
    (limit) => limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER,
  );
  return [...new Set([option.default, ...limits])].filter((value) => value !== undefined);
}

/** The option combinations to try, defaults first; each as a client would send it. */
export function optionChoices(
  game: Pick<Game, 'optionsSchema'>,
): readonly { readonly [name: string]: Value }[] {
  const { properties = {} } = objectSchema.parse(toJSONSchema(game.optionsSchema, { io: 'input' }));
  const options = Object.entries(properties).map(([name, option]) => ({ name, values: valuesOf(option) }));
  const combinations = options.reduce((product, { values }) => product * Math.max(1, values.length), 1);
  if (combinations > mostCombinations)
    return [{}, ...options.flatMap(({ name, values }) => values.map((value) => ({ [name]: value })))];
  return options.reduce<readonly { readonly [name: string]: Value }[]>(
    (choices, { name, values }) =>
      values.length === 0
        ? choices
        : choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value }))),
    [{}],
  );
}

/** Every seat as its own team; in a game of teams every even split of the seats. */
function teamsOf({ teams }: Pick<Game, 'teams'>, seats: number): readonly (readonly number[])[] {
  const sizes = teams ? [2, 3, 4].filter((size) => seats % size === 0 && seats > size) : [1];
  return sizes.map((size) => Array.from({ length: seats }, (_, seat) => Math.floor(seat / size)));
}

/**
 * Every kind of match of a game: each number of seats with each combination of options.
 * @throws Error when the game refuses options that its own schema lists, or when its seats cannot be split
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
