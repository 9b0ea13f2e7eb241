import { timeDefaults } from '../../core/match/clock/time-rules';
import { type LogEntry } from '../../core/match/log';
import { clockOf, options as optionsOf, toAct } from '../game';
import { type MatchRow, type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;

/** Maximum delay of a timeout's entry, ms: a process may freeze, and a dead one is replaced first. */
const maxTimeoutDelayMs = 300_000;

/** The clock of a seat computed from the log alone, as bounds: the forgiven lag is unknown here. */
interface Count {
  /** Since when its turn runs; undefined while it does not. */
  since: number | undefined;
  /** Time of the running turn before `since`. */
  spent: number;
  turns: number;
  /** Turns, after the first, that ended when the seat had acted. */
  earned: number;
  /** Over the whole match, with the longest and the shortest time that each turn may have counted as. */
  most: number;
  least: number;
}

/**
 * At the end of a world, clocks must add up, computed independently of the fold. Accepted commands came in
 * time, seats that timed out had used up their time, and no seat stays long after its deadline.
 */
export function checkClocks(rows: Rows, violation: Violation): void {
  for (const match of rows.matches()) checkMatch(match, rows.log(match.matchId), violation);
}

function checkMatch(match: MatchRow, log: readonly LogEntry[], violation: Violation): void {
  const { rounds, together, clock } = optionsOf.parse(match.options);
  const control = clockOf[clock];
  if (control.kind !== 'none') new MatchClocks(match, { rounds, together }, control, violation).check(log);
}

type Timed = Exclude<(typeof clockOf)[keyof typeof clockOf], { readonly kind: 'none' }>;
type Turns = { said: number[]; readonly out: []; readonly rounds: number; readonly together: boolean };
type Claim = Extract<LogEntry, { readonly kind: 'claim' }>;
type Timeout = Extract<LogEntry, { readonly kind: 'timeout' }>;
type Command = Extract<LogEntry, { readonly kind: 'command' }>;

/** The clocks of one match with a time control. */
class MatchClocks {
  readonly #match: MatchRow;
  readonly #control: Timed;
  readonly #violation: Violation;
  readonly #counts: readonly Count[];
  readonly #turns: Turns;
  /** The newest entry's time. */
  #last: number;
  #resumes = 0;

  constructor(
    match: MatchRow,
    options: Pick<Turns, 'rounds' | 'together'>,
    control: Timed,
    violation: Violation,
  ) {
    this.#match = match;
    this.#control = control;
    this.#violation = violation;
    this.#turns = { said: match.seats.map(() => 0), out: [], ...options };
    this.#counts = match.seats.map(() => ({
      since: undefined,
      spent: 0,
      turns: 0,
      earned: 0,
      most: 0,
      least: 0,
    }));
    this.#last = match.startedAt;
  }

  check(log: readonly LogEntry[]): void {
    this.#run(this.#match.startedAt);
    for (const entry of log) {
      if (entry.kind === 'claim') this.#claimed(entry);
      this.#last = Math.max(this.#last, entry.at);
      if (entry.kind === 'timeout') return this.#timedOut(entry);
      if (entry.kind !== 'command') continue;
      const { kind } = entry.action;
      // Others may play on: see the rules.
      if (kind === 'resign' || kind === 'abandon' || kind === 'abort') return;
      if (kind === 'play') this.#played(entry);
    }
  }

  /** The turns of the seats that may act run from now on. */
  #run(at: number): void {
    const acting = toAct(this.#turns);
    for (const [seat, count] of this.#counts.entries())
      count.since = acting.includes(seat) ? (count.since ?? at) : undefined;
  }

  #claimed(entry: Claim): void {
    const until = Math.min(entry.at, Math.max(this.#last, entry.aliveAt ?? 0));
    const grace = this.#resumes < timeDefaults.maxResumeGraces ? timeDefaults.resumeGraceMs : 0;
    for (const count of this.#counts) lose(count, until, entry.at + grace);
    this.#resumes += 1;
  }

  #timedOut(entry: Timeout): void {
    for (const seat of entry.seats) {
      const count = this.#counts[seat];
      if (count === undefined) continue;
      const most = maxOf(count, entry.at);
      const allowed = count.turns === 0 ? timeDefaults.firstTurnMs : this.#granted(count);
      if (most + this.#before(count.most) <= allowed)
        this.#object(entry, seat, `is timed out with time left: ${most} of ${allowed} ms`);
      if (most + this.#before(count.least) > allowed + maxTimeoutDelayMs)
        this.#object(entry, seat, `is timed out late: ${most} of ${allowed} ms`);
    }
  }

  #played(entry: Command): void {
    const count = this.#counts[entry.seat];
    if (count === undefined) return;
    const most = maxOf(count, entry.at);
    const least = Math.max(0, most - Math.min(entry.lagMs ?? 0, timeDefaults.lagQuotaMs));
    if (count.turns > 0) {
      const spent = this.#before(count.least) + least;
      if (spent > this.#granted(count))
        this.#object(entry, entry.seat, `acts after its time: ${spent} of ${this.#granted(count)} ms`);
      count.most += most;
      count.least += least;
    }
    Object.assign(count, { since: undefined, spent: 0, turns: count.turns + 1 });
    this.#turns.said = this.#turns.said.map((said, seat) => (seat === entry.seat ? said + 1 : said));
    this.#run(entry.at);
    if (count.turns > 1 && count.since === undefined) count.earned += 1;
  }

  /** Milliseconds that a seat has for its turns up to the running one. */
  #granted({ earned }: Count): number {
    return this.#control.kind === 'per-turn'
      ? this.#control.turnMs
      : this.#control.baseMs + earned * this.#control.incrementMs;
  }

  /** The part of the running turn's time that earlier turns took: none where each turn has its own. */
  #before(milliseconds: number): number {
    return this.#control.kind === 'per-turn' ? 0 : milliseconds;
  }

  #object(entry: LogEntry, seat: number, what: string): void {
    this.#violation(
      'clocks sum up',
      `entry ${entry.sequence} of ${this.#match.matchId}: seat ${seat} ${what}`,
    );
  }
}

/** The server was lost at `until`: the time before `from` is not charged to any seat. */
function lose(count: Count, until: number, from: number): void {
  if (count.since === undefined) return;
  count.spent += Math.max(0, until - count.since);
  count.since = from;
}

const maxOf = ({ since, spent }: Count, at: number): number =>
  spent + (since === undefined ? 0 : Math.max(0, at - since));
