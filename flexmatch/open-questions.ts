import { type OpenQuestions } from './engine-types';

/** A command-line switch for a question that the documents of FlexMatch leave open. */
export interface OpenQuestionFlag {
  /** In the form of commander: `--party-value <reading>`. */
  readonly flags: string;
  readonly description: string;
  /** Allowed values; absent: a whole number of at least 1. */
  readonly choices?: readonly string[];
}

/** The same switches for every command and for the local GameLift. */
export const openQuestionFlags: readonly OpenQuestionFlag[] = [
  {
    flags: '--party-value <reading>',
    description: 'how a party counts in expressions: each-member (the default), or once',
    choices: ['each-member', 'once'],
  },
  {
    flags: '--latency-limit <reading>',
    description: 'whether a latency of exactly maxLatency passes: inclusive (the default) or exclusive',
    choices: ['inclusive', 'exclusive'],
  },
  {
    flags: '--location <reading>',
    description: 'common (the default): one location suits all; own: each ticket may have another',
    choices: ['common', 'own'],
  },
  {
    flags: '--fill <reading>',
    description: 'the fullest match that the pool allows (the default), or the first valid one',
    choices: ['fullest', 'first'],
  },
  {
    flags: '--batch-size <tickets>',
    description: 'tickets in one batch before the pool is cut (default: 500)',
  },
];

/** The values of those flags, by the names that commander gives them. */
export interface OpenQuestionAnswers {
  readonly partyValue?: string;
  readonly latencyLimit?: string;
  readonly location?: string;
  readonly fill?: string;
  readonly batchSize?: string;
}

/**
 * Reads the switches.
 * @throws RangeError naming the flag and its allowed values
 */
export function readOpenQuestions(answers: OpenQuestionAnswers): OpenQuestions {
  const partyValue = oneOf('--party-value', answers.partyValue, ['each-member', 'once']);
  const latencyLimit = oneOf('--latency-limit', answers.latencyLimit, ['inclusive', 'exclusive']);
  const location = oneOf('--location', answers.location, ['common', 'own']);
  const fill = oneOf('--fill', answers.fill, ['fullest', 'first']);
  const { batchSize } = answers;
  if (batchSize !== undefined && !/^[1-9]\d{0,8}$/.test(batchSize))
    throw new RangeError(`--batch-size ${batchSize}: write a whole number of at least 1`);
  return {
    ...(partyValue === undefined ? {} : { partyValue }),
    ...(latencyLimit === undefined ? {} : { latencyInclusive: latencyLimit === 'inclusive' }),
    ...(location === undefined ? {} : { commonLocation: location === 'common' }),
    ...(fill === undefined ? {} : { fill }),
    ...(batchSize === undefined ? {} : { batchSize: Number(batchSize) }),
  };
}

function oneOf<Choice extends string>(
  flag: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new RangeError(`${flag} ${value}: write ${choices.join(' or ')}`);
  return found;
}
