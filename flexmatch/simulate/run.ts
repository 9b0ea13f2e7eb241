import { type RunOptions, type TicketMeasures, type Run } from './run-types';
import { type FormedMatch, type Matchmaker, type PoolTicket, type TicketPlayer } from '../engine-types';
import { admit, allowedSlots } from '../matching/pool/entry';
import { createMatchmaker } from '../matching/matchmaker';
import { compileProgram, type Program } from '../matching/program/program';
import { type RuleSet } from '../rule-set/rule-set';
import { type ArrivingTicket } from './arrivals';
import { type MatchMeasures, numberAttributes, recordMatch } from './match-record';
import { Agenda, BehaviourChance } from './behaviour';
import { Proposals } from './proposals';
import { randomPassRates } from './random-lineups';
import { SeriesRecorder } from './series';
import { SimulatedSessions } from './sessions';
import { Timeouts } from './timeouts';
import { Deadlines, arrivedTicket, type Waiting } from './waiting';

/** Number of tickets from which random line-ups are drawn. */
const maxSampledMatches = 3000;

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
  readonly #chance: BehaviourChance;
  readonly #sessions: SimulatedSessions | undefined;
  readonly #source: Iterator<ArrivingTicket>;
  #next: IteratorResult<ArrivingTicket>;

  readonly #waiting = new Map<string, Waiting>();
  readonly #deadlines = new Deadlines();
  readonly #tickets: TicketMeasures[] = [];
  readonly #sample: ArrivingTicket[] = [];
  readonly #matches: MatchMeasures[] = [];
  readonly #timeouts: Timeouts;
  readonly #counts: Map<string, { passed: number; failed: number }>;
  readonly #series: SeriesRecorder;
  readonly #proposals: Proposals;
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
    this.#numbers = numberAttributes(ruleSet);
    this.#chance = new BehaviourChance(options.seed);
    const { seconds, behaviour = {} } = options;
    this.#timeouts = new Timeouts(this.#program, seconds);
    this.#counts = new Map(
      ruleSet.rules
        .filter((rule) => rule.type !== 'absoluteSort' && rule.type !== 'distanceSort')
        .map((rule) => [rule.name, { passed: 0, failed: 0 }]),
    );
    this.#series = new SeriesRecorder(seconds);
    this.#proposals = new Proposals(this.#agenda, this.#chance, {
      succeed: (match, members) => this.#succeed(match, members),
      searchAgain: (entry) => this.#return(entry),
      decline: (entry) => this.#leave(entry, 'declined'),
    });
    const parts = {
      program: this.#program,
      matchmaker: this.#matchmaker,
      agenda: this.#agenda,
      chance: this.#chance,
    };
    this.#sessions =
      behaviour.sessions === undefined
        ? undefined
        : new SimulatedSessions(parts, behaviour.sessions, () => this.#lookSoon());
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
        this.#deadlines.next,
      );
      const until = Math.min(then, seconds);
      this.#series.addWaiting(this.#waiting.size, this.#now, until);
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
      const { ticket } = next.value;
      const { ticketId, startTime } = ticket;
      if (this.#waiting.has(ticketId))
        throw new RangeError(`two tickets named ${JSON.stringify(ticketId)} wait at ${this.#now} s`);
      const record = arrivedTicket(next.value, this.#numbers, startHour);
      const deadline = startTime + timeoutSeconds;
      const entry: Waiting = { arriving: next.value, record, deadline, proposed: false };
      this.#tickets.push(record);
      this.#waiting.set(ticketId, entry);
      this.#deadlines.add(entry);
      if (this.#sample.length < maxSampledMatches) this.#sample.push(next.value);
      if (mayEverMatch(ticket, this.#program)) this.#matchmaker.add(ticket);
      this.#series.add('arrived', startTime);
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

  #leave({ arriving: { ticket }, record }: Waiting, outcome: TicketMeasures['outcome']): void {
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
      else this.#proposals.propose(match, members, acceptance, this.#now);
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
      this.#series.add('matches', this.#now);
      this.#options.onMatch?.({
        at: this.#now,
        teams: match.teams,
        tickets: members.map((entry) => entry.arriving),
      });
    }
    for (const entry of members) this.#leave(entry, 'matched');
    this.#matched += members.length;
  }

  #return(entry: Waiting): void {
    if (entry.deadline <= this.#now) this.#leave(entry, 'timed-out');
    else {
      this.#matchmaker.add(entry.arriving.ticket);
      this.#lookSoon();
    }
  }

  #expire(): void {
    const over = this.#deadlines.takeOver(this.#now);
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
    this.#series.add('timedOut', this.#now, over.length);
  }

  #result(): Run {
    const { onProgress: _progress, onMatch: _match, ...options } = this.#options;
    const { seconds, seed, behaviour = {} } = options;
    for (const [ticketId, { arriving, record }] of this.#waiting) {
      this.#count(this.#matchmaker.metrics(ticketId));
      record.waitSeconds = seconds - arriving.ticket.startTime;
    }
    return {
      ruleSet: this.#program.ruleSet,
      boundaries: this.#program.boundaries,
      options,
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
      pool: { mean: this.#series.meanWaiting(), most: this.#most },
      series: this.#series.report(),
      ...(behaviour.acceptance === undefined ? {} : { acceptance: this.#proposals.counts }),
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
