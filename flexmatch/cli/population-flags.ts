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

/** How players behave, and how long sessions last. @throws PopulationError */
export function behaviourOf(flags: Flags): Behaviour {
  const { accept, acceptanceTimeout, patience, sessionMinutes, instancePrice } = flags;
  if (accept === undefined && acceptanceTimeout !== undefined)
    throw new PopulationError('--acceptance-timeout needs --accept: without it no player is asked');
  if (sessionMinutes === undefined)
    for (const [flag, value] of [
      ['--leave', flags.leave],
      ['--backfill', flags.backfill],
      ['--sessions-per-instance', flags.sessionsPerInstance],
      ['--instance-price', instancePrice],
    ] as const)
      if (value !== undefined)
        throw new PopulationError(`${flag} needs --session-minutes: without it sessions have no length`);
  return {
    ...(accept === undefined
      ? {}
      : { acceptance: { share: accept, timeoutSeconds: acceptanceTimeout ?? 30 } }),
    ...(patience === undefined ? {} : { patienceSeconds: patience }),
    ...(sessionMinutes === undefined
      ? {}
      : {
          sessions: {
            minutes: sessionMinutes,
            leaveShare: flags.leave ?? 0,
            backfill: flags.backfill === true,
            perInstance: flags.sessionsPerInstance ?? 1,
            ...(instancePrice === undefined ? {} : { instancePricePerHour: instancePrice }),
          },
        }),
  };
}

/** Names the file in an error of its reader. */
function named<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof PopulationError || error instanceof CsvError)
      throw new PopulationError(`${shownName(file)}: ${error.message}`);
    throw error;
  }
}

/**
 * The tickets to simulate: recorded ones, or a population from which they are drawn. @throws PopulationError
 */
export function readPopulation(flags: Flags, ruleSets: readonly RuleSet[]): PartialPopulation | Recording {
  const { tickets, population: file } = flags;
  if (tickets !== undefined) {
    refuseFlagsOfDrawnTickets(flags);
    return { recorded: named(tickets, () => parseRecording(readContent(tickets), ruleSets)) };
  }
  const given = file === undefined ? {} : named(file, () => parsePopulation(readContent(file)));
  checkNumbers(flags);
  const regions = flags.regions === undefined ? undefined : parseWeights('--regions', flags.regions);
  const parties = flags.parties === undefined ? undefined : readParties(flags.parties);
  for (const [flag, list] of [
    ['--regions', regions],
    ['--parties', parties],
  ] as const) {
    if (list !== undefined && !list.some(({ weight }) => weight > 0))
      throw new PopulationError(`${flag}: at least one weight must be above 0`);
  }
  const attributes = Object.entries(flags.attribute ?? {}).map(
    ([name, text]) => [name, parseDistributionFlag(name, text)] as const,
  );
  return {
    ...given,
    arrivals: {
      startHour: 0,
      process: 'poisson',
      ...given.arrivals,
      ...(flags.rate === undefined ? {} : { ticketsPerMinute: flags.rate }),
      ...(flags.startHour === undefined ? {} : { startHour: flags.startHour }),
    },
    attributes: { ...given.attributes, ...Object.fromEntries(attributes) },
    ...(regions === undefined ? {} : { regions }),
    ...(parties === undefined ? {} : { parties }),
    ...(flags.withoutLatency === undefined ? {} : { withoutLatency: flags.withoutLatency }),
  };
}

/** Recorded tickets are simulated as they are, so flags about drawn tickets would have no effect. */
function refuseFlagsOfDrawnTickets(flags: Flags): void {
  const drawn = [
    ['--population', flags.population],
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
    throw new PopulationError(`--tickets plays recorded tickets as they are: leave out ${drawn.join(', ')}`);
}

function checkNumbers({ rate, startHour, withoutLatency }: Flags): void {
  if (rate !== undefined && !(rate > 0 && rate <= 1_000_000))
    throw new PopulationError(`--rate ${rate}: give tickets a minute, above 0 and up to 1000000`);
  if (startHour !== undefined && !(startHour >= 0 && startHour < 24))
    throw new PopulationError(`--start-hour ${startHour}: give an hour from 0 to below 24`);
  if (withoutLatency !== undefined && !(withoutLatency >= 0 && withoutLatency <= 1))
    throw new PopulationError(`--without-latency ${withoutLatency}: give a share from 0 to 1`);
}

function readParties(text: string): Array<{ readonly size: number; readonly weight: number }> {
  return parseWeights('--parties', text).map(({ name, weight }) => {
    const size = Number(name);
    if (!Number.isInteger(size) || size < 1 || size > 40)
      throw new PopulationError(`--parties "${name}": a party has 1 to 40 players`);
    return { size, weight };
  });
}

/** The flags of the simulation, parsed. Hours, rates and seconds are as the help text names them. */
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
  readonly threads?: number;
  readonly seeds?: number;
  readonly sweep?: string;
  readonly accept?: number;
  readonly acceptanceTimeout?: number;
  readonly patience?: number;
  readonly sessionMinutes?: number;
  readonly leave?: number;
  readonly backfill?: boolean;
  readonly sessionsPerInstance?: number;
  readonly instancePrice?: number;
}
