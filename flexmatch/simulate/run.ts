import { type OpenQuestions, type PoolTicket, type TicketPlayer } from '../engine-types';
import { admit, allowedSlots } from '../matching/entry';
import { createMatchmaker } from '../matching/matchmaker';
import { compileProgram, type Program } from '../matching/program';
import { type RuleSet } from '../rule-set/rule-set';
import { type ArrivingTicket } from './arrivals';
import { type MatchRecord, numberAttributes, recordMatch } from './match-record';
import { type RandomPassRates, randomPassRates } from './random-lineups';
import { type Series, type Unmatched } from './report';
import { Timeouts } from './timeouts';

export interface RunOptions {
  /** The clock stops here, in seconds. */
  readonly seconds: number;
  readonly timeoutSeconds: number;
  /** The pool is looked at only at multiples of this. */
  readonly lookEverySeconds: number;
  readonly seed: number;
  readonly openQuestions?: OpenQuestions;
  readonly searchBudget?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Called with every match, for those who keep more of it than the report does. */
  readonly onMatch?: (match: SimulatedMatch) => void;
}

export interface Progress {
  /** Of the clock, between 0 and 1. */
  readonly done: number;
  readonly arrived: number;
  readonly matched: number;
  readonly waiting: number;
}

export interface SimulatedMatch {
  readonly at: number;
  readonly teams: ReadonlyArray<{ readonly name: string; readonly playerIds: readonly string[] }>;
  readonly tickets: readonly ArrivingTicket[];
}

/** What became of a ticket. */
export interface TicketRecord {
  readonly region: string | undefined;
  readonly size: number;
  /** By number attribute: the average of the party. */
  readonly numbers: ReadonlyArray<number | undefined>;
  outcome: 'matched' | 'timed-out' | 'waiting';
  /** From start to match, time-out or the end. */
  waitSeconds: number;
}

/** Everything that a report is made of. */
export interface Run {
  readonly program: Program;
  readonly options: RunOptions;
  readonly tickets: readonly TicketRecord[];
  readonly matches: readonly MatchRecord[];
  readonly unmatched: Unmatched;
  readonly counts: ReadonlyMap<string, { passed: number; failed: number }>;
  readonly random: RandomPassRates;
  readonly pool: { readonly mean: number; readonly most: number };
  readonly series: Series;
  readonly looks: number;
  readonly looksWithoutProof: number;
}

/** The clock is cut into so many stretches, unless they would be shorter than a minute. */
const seriesBuckets = 60;
const shortestBucket = 60;
/** Tickets of which random line-ups are drawn. */
const largestSample = 3000;

interface Waiting {
  readonly arriving: ArrivingTicket;
  readonly record: TicketRecord;
  readonly deadline: number;
}

/**
 * Plays tickets against the engine on a virtual clock of whole seconds. At one time: tickets arrive, then the
 * pool is looked at (when something arrived or an expansion step was reached), then what has waited for the
 * whole timeout leaves.
 * @param arriving in the order of their start times
 */
export function runSimulation(
  ruleSet: RuleSet,
  arriving: Iterable<ArrivingTicket>,
  options: RunOptions,
): Run {
  const { seconds, timeoutSeconds, lookEverySeconds } = options;
  const matchmaker = createMatchmaker(ruleSet, {
    seed: options.seed,
    openQuestions: options.openQuestions,
    searchBudget: options.searchBudget,
  });
  const program = compileProgram(ruleSet, options.openQuestions ?? {}, 0);
  const numbers = numberAttributes(program);
  const waiting = new Map<string, Waiting>();
  const inLine: Waiting[] = []; // by deadline; those that matched are passed over
  let firstInLine = 0;
  const tickets: TicketRecord[] = [];
  const sample: ArrivingTicket[] = [];
  const matches: MatchRecord[] = [];
  const timeouts = new Timeouts(program, seconds);
  const counts = new Map(
    program.ruleSet.rules
      .filter((rule) => rule.type !== 'absoluteSort' && rule.type !== 'distanceSort')
      .map((rule) => [rule.name, { passed: 0, failed: 0 }]),
  );
  const count = (
    metrics: ReadonlyArray<{ ruleName: string; passedCount: number; failedCount: number }>,
  ): void => {
    for (const { ruleName, passedCount, failedCount } of metrics) {
      const kept = counts.get(ruleName);
      if (kept !== undefined) {
        kept.passed += passedCount;
        kept.failed += failedCount;
      }
    }
  };
  const bucketSeconds = Math.max(Math.min(shortestBucket, seconds), Math.ceil(seconds / seriesBuckets));
  const buckets = Array.from({ length: Math.ceil(seconds / bucketSeconds) }, (_, index) => ({
    from: index * bucketSeconds,
    arrived: 0,
    matches: 0,
    timedOut: 0,
    area: 0,
  }));
  const bucketAt = (
    time: number,
  ): { arrived: number; matches: number; timedOut: number; area: number } | undefined =>
    buckets[Math.min(buckets.length - 1, Math.floor(time / bucketSeconds))];

  const source = arriving[Symbol.iterator]();
  let next = source.next();
  let now = 0;
  let matched = 0;
  let most = 0;
  let looks = 0;
  let looksWithoutProof = 0;
  let lookDue = Infinity;
  const lookAtOrAfter = (time: number): number => Math.ceil(time / lookEverySeconds) * lookEverySeconds;

  for (;;) {
    while (next.done !== true && next.value.ticket.startTime <= now) {
      const { ticket, region } = next.value;
      if (waiting.has(ticket.ticketId))
        throw new RangeError(`two tickets named ${JSON.stringify(ticket.ticketId)} wait at ${now} s`);
      const record: TicketRecord = {
        region,
        size: ticket.players.length,
        numbers: numbers.map(({ name, fallback }) => average(ticket.players, name, fallback)),
        outcome: 'waiting',
        waitSeconds: 0,
      };
      const entry: Waiting = { arriving: next.value, record, deadline: ticket.startTime + timeoutSeconds };
      tickets.push(record);
      waiting.set(ticket.ticketId, entry);
      inLine.push(entry);
      if (sample.length < largestSample) sample.push(next.value);
      if (mayEverMatch(ticket, program)) matchmaker.add(ticket);
      const bucket = bucketAt(ticket.startTime);
      if (bucket !== undefined) bucket.arrived += 1;
      lookDue = lookAtOrAfter(now);
      next = source.next();
    }
    most = Math.max(most, waiting.size);
    if (now >= lookDue) {
      const outcome = matchmaker.tick(now);
      looks += 1;
      if (outcome.budgetEnded) looksWithoutProof += 1;
      for (const match of outcome.matches) {
        const members = match.ticketIds.flatMap((id) => {
          const entry = waiting.get(id);
          return entry === undefined ? [] : [entry];
        });
        const playerOf = new Map<string, TicketPlayer>(
          members.flatMap(({ arriving: { ticket } }) =>
            ticket.players.map((player) => [player.playerId, player] as const),
          ),
        );
        matches.push(
          recordMatch(
            match,
            now,
            members.map(({ arriving: { ticket } }) => ticket.startTime),
            playerOf,
            program,
          ),
        );
        options.onMatch?.({ at: now, teams: match.teams, tickets: members.map((entry) => entry.arriving) });
        count(match.ruleEvaluationMetrics);
        for (const {
          arriving: { ticket },
          record,
        } of members) {
          record.outcome = 'matched';
          record.waitSeconds = now - ticket.startTime;
          waiting.delete(ticket.ticketId);
          matched += 1;
        }
        const bucket = bucketAt(now);
        if (bucket !== undefined) bucket.matches += 1;
      }
    }
    const over: Waiting[] = [];
    for (
      let entry = inLine[firstInLine];
      entry !== undefined && (entry.deadline <= now || entry.record.outcome !== 'waiting');
      entry = inLine[firstInLine]
    ) {
      if (entry.record.outcome === 'waiting') over.push(entry);
      firstInLine += 1;
      if (firstInLine > 10_000) {
        inLine.splice(0, firstInLine);
        firstInLine = 0;
      }
    }
    if (over.length > 0) {
      timeouts.add(
        over.map((entry) => entry.arriving.ticket),
        () => [...waiting.values()].map((entry) => entry.arriving.ticket),
        now,
        now % lookEverySeconds === 0,
      );
      for (const {
        arriving: { ticket },
        record,
      } of over) {
        count(matchmaker.metrics(ticket.ticketId));
        matchmaker.remove(ticket.ticketId);
        waiting.delete(ticket.ticketId);
        record.outcome = 'timed-out';
        record.waitSeconds = now - ticket.startTime;
      }
      const bucket = bucketAt(now);
      if (bucket !== undefined) bucket.timedOut += over.length;
    }
    const change = matchmaker.nextChange(now);
    lookDue = change === undefined ? Infinity : Math.max(lookAtOrAfter(change), now + 1);
    // arrivals since the last look
    if (now % lookEverySeconds !== 0) lookDue = Math.min(lookDue, lookAtOrAfter(now));
    const then = Math.min(
      next.done === true ? Infinity : next.value.ticket.startTime,
      lookDue,
      inLine[firstInLine]?.deadline ?? Infinity,
    );
    const until = Math.min(then, seconds);
    addArea(buckets, bucketSeconds, waiting.size, now, until);
    options.onProgress?.({ done: until / seconds, arrived: tickets.length, matched, waiting: waiting.size });
    if (then > seconds) break;
    now = then;
  }
  for (const [
    ticketId,
    {
      arriving: { ticket },
      record,
    },
  ] of waiting) {
    count(matchmaker.metrics(ticketId));
    record.waitSeconds = seconds - ticket.startTime;
  }
  const area = buckets.reduce((sum, bucket) => sum + bucket.area, 0);
  return {
    program,
    options,
    tickets,
    matches,
    unmatched: timeouts.report(),
    counts,
    looks,
    looksWithoutProof,
    random: randomPassRates(
      sample.map(({ ticket }) => ticket),
      program,
      options.seed,
    ),
    pool: { mean: Math.round((area / seconds) * 100) / 100, most },
    series: {
      bucketSeconds,
      buckets: buckets.map(({ area: covered, ...bucket }) => ({
        ...bucket,
        pool: Math.round((covered / Math.min(bucketSeconds, seconds - bucket.from)) * 100) / 100,
      })),
    },
  };
}

/** Tickets that no company could match wait out their time beside the engine. */
function mayEverMatch(ticket: PoolTicket, program: Program): boolean {
  const entry = admit(ticket, 0, program);
  return (
    entry.obstacles.length === 0 &&
    program.stages.some((_, stage) => allowedSlots(entry, stage, program).every((slots) => slots.length > 0))
  );
}

/** Adds ticket seconds to the stretches of the clock that lie between two times. */
function addArea(
  buckets: Array<{ area: number }>,
  bucketSeconds: number,
  tickets: number,
  from: number,
  to: number,
): void {
  for (let at = from; at < to;) {
    const index = Math.floor(at / bucketSeconds);
    const end = Math.min(to, (index + 1) * bucketSeconds);
    const bucket = buckets[index];
    if (bucket !== undefined) bucket.area += tickets * (end - at);
    at = end;
  }
}

function average(
  players: readonly TicketPlayer[],
  name: string,
  fallback: number | undefined,
): number | undefined {
  const values = players.flatMap((player) => {
    const value = player.attributes[name] ?? fallback;
    return typeof value === 'number' ? [value] : [];
  });
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
