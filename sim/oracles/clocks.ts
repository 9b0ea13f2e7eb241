import { timeDefaults } from '../../core/match/clock/time-rules';
import { type LogEntry } from '../../core/match/log';
import { clockOf, options as optionsOf, toAct } from '../game';
import { type MatchRow, type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;

/** Maximum delay of a timeout's entry, ms: a process may freeze, and a dead one is replaced first. */
const latestTimeout = 300_000;

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
  if (control.kind === 'none') return;
  const state = { said: match.seats.map(() => 0), out: [], rounds, together };
  const counts = match.seats.map((): Count => ({
    since: undefined,
    spent: 0,
    turns: 0,
    earned: 0,
    most: 0,
    least: 0,
  }));
  /** Milliseconds that a seat has for its turns up to the running one. */
  const granted = ({ earned }: Count): number =>
    control.kind === 'per-turn' ? control.turnMs : control.baseMs + earned * control.incrementMs;
  const run = (at: number): void => {
    const acting = toAct(state);
    for (const [seat, count] of counts.entries())
      count.since = acting.includes(seat) ? (count.since ?? at) : undefined;
  };
  const object = (entry: LogEntry, seat: number, what: string): void =>
    violation('clocks sum up', `entry ${entry.sequence} of ${match.matchId}: seat ${seat} ${what}`);
  run(match.startedAt);
  let last = match.startedAt;
  let resumes = 0;
  for (const entry of log) {
    if (entry.kind === 'claim') {
      const until = Math.min(entry.at, Math.max(last, entry.aliveAt ?? 0));
      const grace = resumes < timeDefaults.mostResumeGraces ? timeDefaults.resumeGraceMs : 0;
      for (const count of counts) lose(count, until, entry.at + grace);
      resumes += 1;
    }
    last = Math.max(last, entry.at);
    if (entry.kind === 'timeout') {
      for (const seat of entry.seats) {
        const count = counts[seat];
        if (count === undefined) continue;
        const most = mostOf(count, entry.at);
        const before = control.kind === 'per-turn' ? 0 : count.least;
        const allowed = count.turns === 0 ? timeDefaults.firstTurnMs : granted(count);
        if (most + (control.kind === 'per-turn' ? 0 : count.most) <= allowed)
          object(entry, seat, `is timed out with time left: ${most} of ${allowed} ms`);
        if (most + before > allowed + latestTimeout)
          object(entry, seat, `is timed out late: ${most} of ${allowed} ms`);
      }
      return;
    }
    if (entry.kind !== 'command') continue;
    const { kind } = entry.action;
    if (kind === 'resign' || kind === 'abandon' || kind === 'abort') return; // others may play on: see the rules
    if (kind !== 'play') continue;
    const count = counts[entry.seat];
    if (count === undefined) return;
    const most = mostOf(count, entry.at);
    const least = Math.max(0, most - Math.min(entry.lagMs ?? 0, timeDefaults.lagQuotaMs));
    if (count.turns > 0) {
      const before = control.kind === 'per-turn' ? 0 : count.least;
      if (before + least > granted(count))
        object(entry, entry.seat, `acts after its time: ${before + least} of ${granted(count)} ms`);
      count.most += most;
      count.least += least;
    }
    Object.assign(count, { since: undefined, spent: 0, turns: count.turns + 1 });
    state.said = state.said.map((said, seat) => (seat === entry.seat ? said + 1 : said));
    run(entry.at);
    if (count.turns > 1 && count.since === undefined) count.earned += 1;
  }
}

/** The server was lost at `until`: the time before `from` is not charged to any seat. */
function lose(count: Count, until: number, from: number): void {
  if (count.since === undefined) return;
  count.spent += Math.max(0, until - count.since);
  count.since = from;
}

const mostOf = ({ since, spent }: Count, at: number): number =>
  spent + (since === undefined ? 0 : Math.max(0, at - since));
