import { z } from 'zod';
import { readJson } from '../json/reader';
import { attributeDistribution, numberDistribution } from './distribution';

/** An invalid population, recording or flag; the message names the field and what to write. */
export class PopulationError extends Error {}

const weight = z.number().min(0).default(1);

const region = z.strictObject({
  name: z.string().min(1),
  weight,
  /**
   * Round trip in milliseconds to each location; for other locations it is computed from the map of AWS
   * Regions.
   */
  latencyMs: z.record(z.string(), numberDistribution).optional(),
});

const arrivals = z.strictObject({
  /** Mean over the day. */
  ticketsPerMinute: z.number().positive().max(1_000_000),
  /** Relative rate of each hour of the day; the mean of the list corresponds to ticketsPerMinute. */
  byHour: z
    .array(z.number().min(0))
    .length(24, { error: 'must hold 24 rates, one for each hour of the day' })
    .refine((hours) => hours.some((rate) => rate > 0), {
      error: 'at least one hour must have a rate above 0',
    })
    .optional(),
  /** The hour of the day at which the clock starts. */
  startHour: z.number().min(0).lt(24).default(0),
  /** `poisson`: independent arrivals; `even`: equal gaps. */
  process: z.enum(['poisson', 'even']).default('poisson'),
});

const populationFile = z.strictObject({
  arrivals: arrivals.partial({ ticketsPerMinute: true }).optional(),
  parties: z
    .array(z.strictObject({ size: z.int().min(1).max(40), weight }))
    .min(1)
    .refine((sizes) => sizes.some((size) => size.weight > 0), {
      error: 'at least one weight must be above 0',
    })
    .optional(),
  attributes: z.record(z.string(), attributeDistribution).optional(),
  regions: z
    .array(region)
    .min(1)
    .refine((regions) => new Set(regions.map(({ name }) => name)).size === regions.length, {
      error: 'two regions have the same name',
    })
    .refine((regions) => regions.some((one) => one.weight > 0), {
      error: 'at least one weight must be above 0',
    })
    .optional(),
  /** Share of players who send no latencies. */
  withoutLatency: z.number().min(0).max(1).optional(),
});

/** The content of a population file or flags; everything else is inferred from the rule set. */
export type PartialPopulation = z.output<typeof populationFile>;
type Region = z.output<typeof region>;

/** A population: the distributions that tickets are drawn from. */
export interface Population {
  readonly arrivals: z.output<typeof arrivals>;
  readonly parties: NonNullable<PartialPopulation['parties']>;
  readonly attributes: NonNullable<PartialPopulation['attributes']>;
  /** Empty: players send no latencies. Every player lives in one region. */
  readonly regions: ReadonlyArray<Region & { readonly latencyMs: NonNullable<Region['latencyMs']> }>;
  readonly withoutLatency: number;
}

/**
 * Reads a population file: JSON, every part optional (docs/simulator.md).
 * @throws PopulationError naming each invalid field
 */
export function parsePopulation(text: string): PartialPopulation {
  const reading = readJson(text);
  if ('problem' in reading)
    throw new PopulationError(
      `line ${reading.place.line}, column ${reading.place.column}: ${reading.problem}`,
    );
  const parsed = populationFile.safeParse(reading.value);
  if (parsed.success) return parsed.data;
  throw new PopulationError(
    parsed.error.issues
      .map((issue) => `${issue.path.length === 0 ? 'the population' : pathOf(issue.path)}: ${hint(issue)}`)
      .join('; '),
  );
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');

function hint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `has no member ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'distribution')
    return (
      '"distribution" must be one of "normal", "lognormal", "uniform", "constant", "choice", "list", ' +
      '"map" (latencies: one of the first four)'
    );
  return issue.message;
}

/**
 * Parses the distribution in a flag: `normal:1500,300`, `choice:chess*3,go`, `list:1-2:a,b*2`, `constant:3`.
 * @throws PopulationError
 */
export function parseDistributionFlag(
  name: string,
  text: string,
): NonNullable<PartialPopulation['attributes']>[string] {
  const colon = text.indexOf(':');
  const kind = colon === -1 ? text : text.slice(0, colon);
  const rest = colon === -1 ? '' : text.slice(colon + 1);
  const parts = rest
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const numbers = parts.map(Number);
  const [first, second, least, most] = numbers;
  const options = (words: readonly string[]): unknown[] =>
    words.map((word) => {
      const [, value = word, times] = /^(.*?)(?:\*([\d.]+))?$/.exec(word) ?? [];
      return { value, weight: times === undefined ? 1 : Number(times) };
    });
  const shapes: Record<string, () => unknown> = {
    normal: () => ({ distribution: 'normal', mean: first, sd: second, min: least, max: most }),
    lognormal: () => ({ distribution: 'lognormal', median: first, sigma: second, min: least, max: most }),
    uniform: () => ({ distribution: 'uniform', min: first, max: second }),
    constant: () => ({
      distribution: 'constant',
      value: rest !== '' && Number.isFinite(Number(rest)) ? Number(rest) : rest,
    }),
    choice: () => ({ distribution: 'choice', options: options(parts) }),
    list: () => {
      const [, from, to, words = ''] = /^(\d+)(?:-(\d+))?:(.*)$/.exec(rest) ?? [];
      return {
        distribution: 'list',
        least: from === undefined ? undefined : Number(from),
        most: to === undefined ? undefined : Number(to),
        options: options(words.split(',').filter((word) => word !== '')),
      };
    },
  };
  const shape = shapes[kind];
  const forms =
    'normal:MEAN,SD[,MIN,MAX], lognormal:MEDIAN,SIGMA[,MIN,MAX], uniform:MIN,MAX, constant:VALUE, ' +
    'choice:A*3,B or list:1-2:A,B,C';
  if (shape === undefined)
    throw new PopulationError(`attribute ${name}: "${text}" is not a distribution; write ${forms}`);
  const parsed = attributeDistribution.safeParse(shape());
  if (parsed.success) return parsed.data;
  throw new PopulationError(
    `attribute ${name}: "${text}": ` +
      `${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}; ` +
      `write ${forms}`,
  );
}

/** `NAME=WEIGHT,NAME=WEIGHT`; the weight is optional. @throws PopulationError */
export function parseWeights(flag: string, text: string): Array<{ name: string; weight: number }> {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', written] = part.split('=');
      const weighed = written === undefined ? 1 : Number(written);
      if (name === '' || written === '' || !Number.isFinite(weighed) || weighed < 0)
        throw new PopulationError(`${flag} "${part}": write NAME=WEIGHT, with a weight of at least 0`);
      return { name, weight: weighed };
    });
}
