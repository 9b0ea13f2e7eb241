import { type RunOptions, type TicketRecord, type Run } from './run-types';
import { type FormedMatch, type Matchmaker, type PoolTicket, type TicketPlayer } from '../engine-types';
import { admit, allowedSlots } from '../matching/pool/entry';
import { createMatchmaker } from '../matching/matchmaker';
import { compileProgram, type Program } from '../matching/program/program';
import { type RuleSet } from '../rule-set/rule-set';
import { type ArrivingTicket } from './arrivals';
import { type MatchRecord, numberAttributes, recordMatch } from './match-record';
import { Agenda, type Behaviour, Chance } from './behaviour';
import { randomPassRates } from './random-lineups';
import { Sessions } from './sessions';
import { Timeouts } from './timeouts';

/** Number of intervals of the clock, unless they would be shorter than a minute. */
const seriesBuckets = 60;
const shortestBucket = 60;
/** Number of tickets from which random line-ups are drawn. */
const largestSample = 3000;

interface Waiting {
  readonly arriving: ArrivingTicket;
  readonly record: TicketRecord;
  readonly deadline: number;
  /** In a proposed match: it is not in the pool, and its deadline is suspended. */
  proposed: boolean;
}

interface Bucket {
  readonly from: number;
  arrived: number;
  matches: number;
  timedOut: number;
  area: number;
}

/**
 * Plays tickets against the engine on a virtual clock of whole seconds. The order within one second:
 * scheduled events of players and sessions, arrivals, an evaluation of the pool (when a ticket arrived or an
 * expansion step was reached), then timeouts.
 * @param arriving in the order of their start times
 */
export function runSimulation(
  ruleSet: RuleSet,
  arriving: Iterable<ArrivingTicket>,
  options: RunOptions,
): Run {
  return new Simulation(ruleSet, arriving, options).play();
}

class Simulation {
  readonly #options: RunOptions;
  readonly #matchmaker: Matchmaker;
  readonly #program: Program;
  readonly #numbers: ReturnType<typeof numberAttributes>;
  readonly #agenda = new Agenda();
  readonly #chance: Chance;
  readonly #sessions: Sessions | undefined;
  readonly #source: Iterator<ArrivingTicket>;
  #next: IteratorResult<ArrivingTicket>;

  readonly #waiting = new Map<string, Waiting>();
  /** By deadline; tickets that matched are skipped. */
  readonly #inLine: Waiting[] = [];
  #firstInLine = 0;
  readonly #tickets: TicketRecord[] = [];
  readonly #sample: ArrivingTicket[] = [];
  readonly #matches: MatchRecord[] = [];
  readonly #timeouts: Timeouts;
  readonly #counts: Map<string, { passed: number; failed: number }>;
  readonly #bucketSeconds: number;
  readonly #buckets: Bucket[];
  readonly #acceptance = { proposed: 0, accepted: 0, rejected: 0, expired: 0, ticketsReturned: 0 };
  #now = 0;
  #matched = 0;
  #most = 0;
  #looks = 0;
  #looksWithoutProof = 0;
  #lookDue = Infinity;

  constructor(ruleSet: RuleSet, arriving: Iterable<ArrivingTicket>, options: RunOptions) {
    this.#options = options;
    this.#matchmaker = createMatchmaker(ruleSet, {
      seed: options.seed,
      openQuestions: options.openQuestions,
      searchBudget: options.searchBudget,
    });
    this.#program = compileProgram(ruleSet, options.openQuestions ?? {}, 0);
    this.#numbers = numberAttributes(this.#program);
    this.#chance = new Chance(options.seed);
    const { seconds, behaviour = {} } = options;
    this.#timeouts = new Timeouts(this.#program, seconds);
    this.#counts = new Map(
      ruleSet.rules
        .filter((rule) => rule.type !== 'absoluteSort' && rule.type !== 'distanceSort')
        .map((rule) => [rule.name, { passed: 0, failed: 0 }]),
    );
    this.#bucketSeconds = Math.max(Math.min(shortestBucket, seconds), Math.ceil(seconds / seriesBuckets));
    this.#buckets = Array.from({ length: Math.ceil(seconds / this.#bucketSeconds) }, (_, index) => ({
      from: index * this.#bucketSeconds,
      arrived: 0,
      matches: 0,
      timedOut: 0,
      area: 0,
    }));
    const parts = {
      program: this.#program,
      matchmaker: this.#matchmaker,
      agenda: this.#agenda,
      chance: this.#chance,
    };
    this.#sessions =
      behaviour.sessions === undefined
        ? undefined
        : new Sessions(parts, behaviour.sessions, () => this.#lookSoon());
    this.#source = arriving[Symbol.iterator]();
    this.#next = this.#source.next();
  }

  play(): Run {
    const { seconds, lookEverySeconds, onProgress } = this.#options;
    for (;;) {
      this.#agenda.run(this.#now);
      this.#arrive();
      this.#most = Math.max(this.#most, this.#waiting.size);
      if (this.#now >= this.#lookDue) this.#look();
      this.#expire();
      const change = this.#matchmaker.nextChange(this.#now);
      this.#lookDue = change === undefined ? Infinity : Math.max(this.#lookAtOrAfter(change), this.#now + 1);
      // arrivals since the last evaluation
      if (this.#now % lookEverySeconds !== 0)
        this.#lookDue = Math.min(this.#lookDue, this.#lookAtOrAfter(this.#now));
      const then = Math.min(
        this.#next.done === true ? Infinity : this.#next.value.ticket.startTime,
        this.#lookDue,
        this.#agenda.next,
        this.#inLine[this.#firstInLine]?.deadline ?? Infinity,
      );
      const until = Math.min(then, seconds);
      addArea(this.#buckets, this.#bucketSeconds, this.#waiting.size, this.#now, until);
      onProgress?.({
        done: until / seconds,
        arrived: this.#tickets.length,
        matched: this.#matched,
        waiting: this.#waiting.size,
      });
      if (then > seconds) break;
      this.#now = then;
    }
    return this.#result();
  }

  #lookAtOrAfter(time: number): number {
    const every = this.#options.lookEverySeconds;
    return Math.ceil(time / every) * every;
  }

  #lookSoon(): void {
    this.#lookDue = Math.min(this.#lookDue, this.#lookAtOrAfter(this.#now));
  }

  #bucketAt(time: number): Bucket | undefined {
    return this.#buckets[Math.min(this.#buckets.length - 1, Math.floor(time / this.#bucketSeconds))];
  }

  #count(metrics: FormedMatch['ruleEvaluationMetrics']): void {
    for (const { ruleName, passedCount, failedCount } of metrics) {
      const kept = this.#counts.get(ruleName);
      if (kept === undefined) continue;
      kept.passed += passedCount;
      kept.failed += failedCount;
    }
  }

  #arrive(): void {
    const { timeoutSeconds, behaviour, startHour = 0 } = this.#options;
    for (let next = this.#next; next.done !== true && next.value.ticket.startTime <= this.#now;) {
      const { ticket, region } = next.value;
      const { ticketId, startTime } = ticket;
      if (this.#waiting.has(ticketId))
        throw new RangeError(`two tickets named ${JSON.stringify(ticketId)} wait at ${this.#now} s`);
      const record: TicketRecord = {
        region,
        size: ticket.players.length,
        numbers: this.#numbers.map(({ name, fallback }) => average(ticket.players, name, fallback)),
        hour: Math.floor(startTime / 3600 + startHour) % 24,
        outcome: 'waiting',
        waitSeconds: 0,
      };
      const deadline = startTime + timeoutSeconds;
      const entry: Waiting = { arriving: next.value, record, deadline, proposed: false };
      this.#tickets.push(record);
      this.#waiting.set(ticketId, entry);
      this.#inLine.push(entry);
      if (this.#sample.length < largestSample) this.#sample.push(next.value);
      if (mayEverMatch(ticket, this.#program)) this.#matchmaker.add(ticket);
      const bucket = this.#bucketAt(startTime);
      if (bucket !== undefined) bucket.arrived += 1;
      if (behaviour?.patienceSeconds !== undefined) {
        const until = startTime + this.#chance.seconds('patience', ticketId, behaviour.patienceSeconds);
        if (until < deadline) this.#agenda.add(until, () => this.#giveUp(entry));
      }
      this.#lookDue = this.#lookAtOrAfter(this.#now);
      next = this.#source.next();
      this.#next = next;
    }
  }

  #giveUp(entry: Waiting): void {
    // A ticket in a proposed match waits for the answers first.
    if (entry.record.outcome === 'waiting' && !entry.proposed) this.#leave(entry, 'given-up');
  }

  #leave({ arriving: { ticket }, record }: Waiting, outcome: TicketRecord['outcome']): void {
    this.#matchmaker.remove(ticket.ticketId);
    this.#waiting.delete(ticket.ticketId);
    record.outcome = outcome;
    record.waitSeconds = this.#now - ticket.startTime;
  }

  #look(): void {
    const outcome = this.#matchmaker.tick(this.#now);
    this.#looks += 1;
    if (outcome.budgetEnded) this.#looksWithoutProof += 1;
    for (const match of outcome.matches) {
      const members = match.ticketIds.flatMap((id) => {
        const entry = this.#waiting.get(id);
        return entry === undefined ? [] : [entry];
      });
      this.#count(match.ruleEvaluationMetrics);
      const { acceptance } = this.#options.behaviour ?? {};
      if (acceptance === undefined || match.backfillTicketId !== undefined) this.#succeed(match, members);
      else this.#propose(match, members, acceptance);
    }
  }

  #succeed(match: FormedMatch, members: readonly Waiting[]): void {
    const current =
      match.backfillTicketId === undefined ? [] : (this.#sessions?.playersOf(match.backfillTicketId) ?? []);
    const playerOf = new Map<string, TicketPlayer>(
      [...current, ...members.flatMap(({ arriving: { ticket } }) => ticket.players)].map((player) => [
        player.playerId,
        player,
      ]),
    );
    if (match.backfillTicketId !== undefined)
      this.#sessions?.fill(match, match.backfillTicketId, playerOf, this.#now);
    else {
      const starts = members.map(({ arriving: { ticket } }) => ticket.startTime);
      this.#matches.push(recordMatch(match, this.#now, starts, playerOf, this.#program));
      this.#sessions?.begin(match, playerOf, this.#now);
      const bucket = this.#bucketAt(this.#now);
      if (bucket !== undefined) bucket.matches += 1;
      this.#options.onMatch?.({
        at: this.#now,
        teams: match.teams,
        tickets: members.map((entry) => entry.arriving),
      });
    }
    for (const entry of members) this.#leave(entry, 'matched');
    this.#matched += members.length;
  }

  /**
   * Asks the players of a match for acceptance. The last answer, the first rejection or the timeout decides.
   */
  #propose(
    match: FormedMatch,
    members: readonly Waiting[],
    { share, timeoutSeconds }: NonNullable<Behaviour['acceptance']>,
  ): void {
    this.#acceptance.proposed += 1;
    const proposal = `match ${this.#acceptance.proposed}`;
    const answers = members.map((entry) => {
      entry.proposed = true;
      const own = entry.arriving.ticket.players.map(({ playerId }) => {
        const willing = this.#chance.of('accepts', `${playerId} ${proposal}`);
        const after = Math.floor(
          this.#chance.of('answers after', `${playerId} ${proposal}`) * timeoutSeconds,
        );
        return {
          kind: willing < share ? 'accepts' : willing < (1 + share) / 2 ? 'rejects' : 'is silent',
          after,
        } as const;
      });
      return { entry, own };
    });
    const all = answers.flatMap(({ own }) => own);
    const rejections = all.flatMap(({ kind, after }) => (kind === 'rejects' ? [after] : []));
    const accepted = all.every(({ kind }) => kind === 'accepts');
    const after = accepted
      ? Math.max(...all.map((one) => one.after))
      : Math.min(timeoutSeconds, ...rejections);
    this.#agenda.add(this.#now + after, () => {
      for (const entry of members) entry.proposed = false;
      if (accepted) {
        this.#acceptance.accepted += 1;
        this.#succeed(match, members);
        return;
      }
      this.#acceptance[rejections.length > 0 ? 'rejected' : 'expired'] += 1;
      for (const { entry, own } of answers) {
        // As in the local GameLift: a missing answer counts like a rejection.
        const stays = own.every((one) => one.kind === 'accepts' && one.after <= after);
        if (stays) this.#return(entry);
        else this.#leave(entry, 'declined');
      }
    });
  }

  #return(entry: Waiting): void {
    this.#acceptance.ticketsReturned += 1;
    if (entry.deadline <= this.#now) this.#leave(entry, 'timed-out');
    else {
      this.#matchmaker.add(entry.arriving.ticket);
      this.#lookSoon();
    }
  }

  #expire(): void {
    const over: Waiting[] = [];
    const inLine = this.#inLine;
    for (
      let entry = inLine[this.#firstInLine];
      entry !== undefined && (entry.deadline <= this.#now || entry.record.outcome !== 'waiting');
      entry = inLine[this.#firstInLine]
    ) {
      if (entry.record.outcome === 'waiting' && !entry.proposed) over.push(entry);
      this.#firstInLine += 1;
      if (this.#firstInLine > 10_000) {
        inLine.splice(0, this.#firstInLine);
        this.#firstInLine = 0;
      }
    }
    if (over.length === 0) return;
    this.#timeouts.add(
      over.map((entry) => entry.arriving.ticket),
      () => [...this.#waiting.values()].map((entry) => entry.arriving.ticket),
      this.#now,
      this.#now % this.#options.lookEverySeconds === 0,
    );
    for (const entry of over) {
      this.#count(this.#matchmaker.metrics(entry.arriving.ticket.ticketId));
      this.#leave(entry, 'timed-out');
    }
    const bucket = this.#bucketAt(this.#now);
    if (bucket !== undefined) bucket.timedOut += over.length;
  }

  #result(): Run {
    const { seconds, seed, behaviour = {} } = this.#options;
    for (const [ticketId, { arriving, record }] of this.#waiting) {
      this.#count(this.#matchmaker.metrics(ticketId));
      record.waitSeconds = seconds - arriving.ticket.startTime;
    }
    const area = this.#buckets.reduce((sum, bucket) => sum + bucket.area, 0);
    return {
      program: this.#program,
      options: this.#options,
      tickets: this.#tickets,
      matches: this.#matches,
      unmatched: this.#timeouts.report(),
      counts: this.#counts,
      looks: this.#looks,
      looksWithoutProof: this.#looksWithoutProof,
      random: randomPassRates(
        this.#sample.map(({ ticket }) => ticket),
        this.#program,
        seed,
      ),
      pool: { mean: Math.round((area / seconds) * 100) / 100, most: this.#most },
      series: {
        bucketSeconds: this.#bucketSeconds,
        buckets: this.#buckets.map(({ area: covered, ...bucket }) => ({
          ...bucket,
          pool: Math.round((covered / Math.min(this.#bucketSeconds, seconds - bucket.from)) * 100) / 100,
        })),
      },
      ...(behaviour.acceptance === undefined ? {} : { acceptance: this.#acceptance }),
      ...(this.#sessions === undefined ? {} : { sessions: this.#sessions.report(seconds) }),
    };
  }
}

/** Tickets that can never match wait for their timeout outside of the engine. */
function mayEverMatch(ticket: PoolTicket, program: Program): boolean {
  const entry = admit(ticket, 0, program);
  return (
    entry.obstacles.length === 0 &&
    program.stages.some((_, stage) => allowedSlots(entry, stage, program).every((slots) => slots.length > 0))
  );
}

/** Adds ticket seconds to the intervals of the clock between two times. */
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
