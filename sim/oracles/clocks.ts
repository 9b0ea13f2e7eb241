import { timeDefaults } from '../../core/match/clock/time-rules';
import { type LogEntry } from '../../core/match/log';
import { clockOf, options as optionsOf, toAct } from '../game';
import { type MatchRow, type Rows } from './rows';

type Violation = (oracle: string, message: string) => void;

/** A timeout is written so late at most: a process may stand still, and a dead one is replaced first. */
const latestTimeout = 300_000;

/** The clock of a seat by the log alone, as bounds: how much of the lag was forgiven is not known here. */
interface Count {
  /** Since when its turn runs; undefined while it does not. */
  since: number | undefined;
  /** Of the running turn, before `since`. */
  spent: number;
  turns: number;
  /** Turns, after the first, that passed on when the seat had acted. */
  earned: number;
  /** Over the whole match, with the longest and the shortest that each turn may have counted as. */
  most: number;
  least: number;
}

/**
 * At the end of a world: clocks sum up, counted here by another way than the fold's. What is accepted came in
 * time, whoever was timed out had used up the time, and no seat stays long after its deadline.
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

/** The server was lost at `until`: what passes before `from` is charged to no seat. */
function lose(count: Count, until: number, from: number): void {
  if (count.since === undefined) return;
  count.spent += Math.max(0, until - count.since);
  count.since = from;
}

const mostOf = ({ since, spent }: Count, at: number): number =>
  spent + (since === undefined ? 0 : Math.max(0, at - since));
