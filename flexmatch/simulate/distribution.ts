import { z } from 'zod';
import { type AttributeValue } from '../engine-types';
import { type Dice } from './dice';

/** Distributions of players' values. Numbers are finite; shares are between 0 and 1. */
const bounds = { min: z.number().optional(), max: z.number().optional() };
/** The share of players who send no value at all. */
const missing = { missing: z.number().min(0).max(1).optional() };
const weight = z.number().min(0).default(1);

function inOrder({
  min,
  max,
}: {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): boolean {
  return min === undefined || max === undefined || min <= max;
}
const orderMessage = { error: 'min must not be above max', path: ['min'] };
const somethingToPick = (options: ReadonlyArray<{ readonly weight: number }>): boolean =>
  options.some((option) => option.weight > 0);
const pickMessage = { error: 'at least one weight must be above 0' };

const normal = z
  .strictObject({
    distribution: z.literal('normal'),
    mean: z.number(),
    sd: z.number().min(0),
    ...bounds,
    ...missing,
  })
  .refine(inOrder, orderMessage);
const lognormal = z
  .strictObject({
    distribution: z.literal('lognormal'),
    median: z.number().positive(),
    sigma: z.number().min(0),
    ...bounds,
    ...missing,
  })
  .refine(inOrder, orderMessage);
const uniform = z
  .strictObject({ distribution: z.literal('uniform'), min: z.number(), max: z.number(), ...missing })
  .refine(inOrder, orderMessage);
const value = z.union([z.number(), z.string(), z.array(z.string())]);
const constant = z.strictObject({ distribution: z.literal('constant'), value, ...missing });
const choice = z.strictObject({
  distribution: z.literal('choice'),
  options: z.array(z.strictObject({ value, weight })).min(1).refine(somethingToPick, pickMessage),
  ...missing,
});
const list = z.strictObject({
  distribution: z.literal('list'),
  options: z
    .array(z.strictObject({ value: z.string(), weight }))
    .min(1)
    .refine(somethingToPick, pickMessage),
  least: z.int().min(0).default(1),
  most: z.int().min(0).optional(),
  ...missing,
});

export const numberDistribution = z.discriminatedUnion('distribution', [
  normal,
  lognormal,
  uniform,
  z.strictObject({ distribution: z.literal('constant'), value: z.number(), ...missing }),
]);
const map = z.strictObject({
  distribution: z.literal('map'),
  keys: z.record(z.string(), numberDistribution),
  ...missing,
});
export const attributeDistribution = z.discriminatedUnion('distribution', [
  normal,
  lognormal,
  uniform,
  constant,
  choice,
  list,
  map,
]);

export type NumberDistribution = z.output<typeof numberDistribution>;
export type AttributeDistribution = z.output<typeof attributeDistribution>;

/** Number of redraws before a value outside its bounds is set to the bound. */
const redraws = 16;

function within(draw: () => number, min = -Infinity, max = Infinity): number {
  let drawn = draw();
  for (let again = 0; again < redraws && (drawn < min || drawn > max); again += 1) drawn = draw();
  return Math.min(max, Math.max(min, drawn));
}

/** Draws a number, rounded to thousandths. */
export function drawNumber(from: NumberDistribution, dice: Dice): number {
  return Math.round(rawNumber(from, dice) * 1000) / 1000;
}

function rawNumber(from: NumberDistribution, dice: Dice): number {
  switch (from.distribution) {
    case 'normal':
      return within(() => from.mean + from.sd * dice.normal(), from.min, from.max);
    case 'lognormal':
      return within(() => from.median * Math.exp(from.sigma * dice.normal()), from.min, from.max);
    case 'uniform':
      return from.min + (from.max - from.min) * dice.fraction();
    case 'constant':
      return from.value;
  }
}

/** Draws an attribute value; undefined for a player who sends none. */
export function drawValue(from: AttributeDistribution, dice: Dice): AttributeValue | undefined {
  if (from.missing !== undefined && dice.fraction() < from.missing) return undefined;
  switch (from.distribution) {
    case 'normal':
    case 'lognormal':
    case 'uniform':
      return drawNumber(from, dice);
    case 'constant':
      return from.value;
    case 'choice':
      return dice.pick(from.options).value;
    case 'list': {
      const left = from.options.filter((option) => option.weight > 0);
      const most = Math.min(from.most ?? from.least, left.length);
      const least = Math.min(from.least, most);
      const count = least + dice.below(most - least + 1);
      const drawn: string[] = [];
      while (drawn.length < count) {
        const option = dice.pick(left);
        drawn.push(option.value);
        left.splice(left.indexOf(option), 1);
      }
      return drawn;
    }
    case 'map':
      return Object.fromEntries(
        Object.entries(from.keys).map(([key, numbers]) => [key, drawNumber(numbers, dice)]),
      );
  }
}

/** A short description of a distribution, for assumptions and reports. */
export function wordsFor(from: AttributeDistribution): string {
  const share =
    from.missing === undefined || from.missing === 0
      ? ''
      : `, ${Math.round(from.missing * 1000) / 10} % send none`;
  const options = (all: ReadonlyArray<{ value: unknown; weight: number }>): string =>
    all
      .map(
        ({ value, weight }) =>
          `${typeof value === 'string' ? value : JSON.stringify(value)}${weight === 1 ? '' : ` ×${weight}`}`,
      )
      .join(', ');
  const least = (min: number | undefined): string => (min === undefined ? '' : `, at least ${min}`);
  const most = (max: number | undefined): string => (max === undefined ? '' : `, at most ${max}`);
  const limits = 'min' in from && from.distribution !== 'uniform' ? least(from.min) + most(from.max) : '';
  switch (from.distribution) {
    case 'normal':
      return `normal, mean ${from.mean}, standard deviation ${from.sd}${limits}${share}`;
    case 'lognormal':
      return `lognormal, median ${from.median}, sigma ${from.sigma}${limits}${share}`;
    case 'uniform':
      return `uniform from ${from.min} to ${from.max}${share}`;
    case 'constant':
      return `always ${JSON.stringify(from.value)}${share}`;
    case 'choice':
      return `one of ${options(from.options)}${share}`;
    case 'list':
      return (
        `${from.least}${(from.most ?? from.least) === from.least ? '' : ` to ${from.most}`} of ` +
        `${options(from.options)}${share}`
      );
    case 'map':
      return `${Object.entries(from.keys)
        .map(([key, numbers]) => `${key}: ${wordsFor(numbers)}`)
        .join('; ')}${share}`;
  }
}
