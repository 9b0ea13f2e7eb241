import {
  type Behaviour,
  PopulationError,
  CsvError,
  type PartialPopulation,
  type Recording,
  parseRecording,
  parsePopulation,
  parseWeights,
  parseDistributionFlag,
} from '../simulate';
import { shownName, readContent } from './files';
import { type RuleSet } from '../rule-set/rule-set';
import { type OpenQuestionAnswers } from '../open-questions';

export function behaviourOf(flags: Flags): Behaviour {
  const { accept, patience, sessionMinutes, instancePrice } = flags;
  if (sessionMinutes === undefined)
    for (const [flag, given] of [
      ['--leave', flags.leave > 0],
      ['--backfill', flags.backfill === true],
      ['--instance-price', instancePrice !== undefined],
    ] as const)
      if (given)
        throw new PopulationError(`${flag} needs --session-minutes: without it sessions have no length`);
  return {
    ...(accept === undefined
      ? {}
      : { acceptance: { share: accept, timeoutSeconds: flags.acceptanceTimeout } }),
    ...(patience === undefined ? {} : { patienceSeconds: patience }),
    ...(sessionMinutes === undefined
      ? {}
      : {
          sessions: {
            minutes: sessionMinutes,
            leaveShare: flags.leave,
            backfill: flags.backfill === true,
            perInstance: flags.sessionsPerInstance,
            ...(instancePrice === undefined ? {} : { instancePricePerHour: instancePrice }),
          },
        }),
  };
}

function named<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof PopulationError || error instanceof CsvError)
      throw new PopulationError(`${shownName(file)}: ${error.message}`);
    throw error;
  }
}

export function readPopulation(flags: Flags, ruleSets: readonly RuleSet[]): PartialPopulation | Recording {
  const { tickets, population: file } = flags;
  if (tickets !== undefined) {
    const drawn = [
      ['--population', file],
      ['--rate', flags.rate],
      ['--players', flags.players],
      ['--regions', flags.regions],
      ['--parties', flags.parties],
      ['--without-latency', flags.withoutLatency],
      ['--start-hour', flags.startHour],
      ['--attribute', Object.keys(flags.attribute ?? {})[0]],
    ]
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name);
    if (drawn.length > 0)
      throw new PopulationError(
        `--tickets plays recorded tickets as they are: leave out ${drawn.join(', ')}`,
      );
    return { recorded: named(tickets, () => parseRecording(readContent(tickets), ruleSets)) };
  }
  const given = file === undefined ? {} : named(file, () => parsePopulation(readContent(file)));
  if (flags.rate !== undefined && !(flags.rate > 0 && flags.rate <= 1_000_000))
    throw new PopulationError(`--rate ${flags.rate}: give tickets a minute, above 0 and up to 1000000`);
  if (flags.startHour !== undefined && !(flags.startHour >= 0 && flags.startHour < 24))
    throw new PopulationError(`--start-hour ${flags.startHour}: give an hour from 0 to below 24`);
  if (flags.withoutLatency !== undefined && !(flags.withoutLatency >= 0 && flags.withoutLatency <= 1))
    throw new PopulationError(`--without-latency ${flags.withoutLatency}: give a share from 0 to 1`);
  const regions = flags.regions === undefined ? undefined : parseWeights('--regions', flags.regions);
  const parties =
    flags.parties === undefined
      ? undefined
      : parseWeights('--parties', flags.parties).map(({ name, weight }) => {
          const size = Number(name);
          if (!Number.isInteger(size) || size < 1 || size > 40)
            throw new PopulationError(`--parties "${name}": a party has 1 to 40 players`);
          return { size, weight };
        });
  for (const [flag, list] of [
    ['--regions', regions],
    ['--parties', parties],
  ] as const) {
    if (list !== undefined && !list.some(({ weight }) => weight > 0))
      throw new PopulationError(`${flag}: at least one weight must be above 0`);
  }
  return {
    ...given,
    arrivals: {
      startHour: 0,
      process: 'poisson',
      ...given.arrivals,
      ...(flags.rate === undefined ? {} : { ticketsPerMinute: flags.rate }),
      ...(flags.startHour === undefined ? {} : { startHour: flags.startHour }),
    },
    attributes: {
      ...given.attributes,
      ...Object.fromEntries(
        Object.entries(flags.attribute ?? {}).map(([name, text]) => [
          name,
          parseDistributionFlag(name, text),
        ]),
      ),
    },
    ...(regions === undefined ? {} : { regions }),
    ...(parties === undefined ? {} : { parties }),
    ...(flags.withoutLatency === undefined ? {} : { withoutLatency: flags.withoutLatency }),
  };
}

export interface Flags extends OpenQuestionAnswers {
  readonly compare?: string;
  readonly population?: string;
  readonly tickets?: string;
  readonly hours?: number;
  readonly rate?: number;
  readonly players?: number;
  readonly timeout: number;
  readonly lookEvery: number;
  readonly seed: number;
  readonly attribute?: Readonly<Record<string, string>>;
  readonly regions?: string;
  readonly parties?: string;
  readonly withoutLatency?: number;
  readonly startHour?: number;
  readonly html?: string;
  readonly json?: boolean;
  readonly searchBudget?: number;
  readonly seeds?: number;
  readonly sweep?: string;
  readonly accept?: number;
  readonly acceptanceTimeout: number;
  readonly patience?: number;
  readonly sessionMinutes?: number;
  readonly leave: number;
  readonly backfill?: boolean;
  readonly sessionsPerInstance: number;
  readonly instancePrice?: number;
}
