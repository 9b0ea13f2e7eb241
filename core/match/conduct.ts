import { type Conduct, type MatchEnding } from './log';
import { type LeaveReason } from '../game-rules';
import { type Seat } from '../ids';
import { type BotSeat, type CourseEntry, type LogEntry } from './log';
import { type MatchLog } from './match-log';

/** The conduct of a match in which nothing was played. */
export function noConduct(seats: number): Conduct {
  return { turns: Array.from({ length: seats }, () => 0), left: [], bots: [] };
}

/** Reasons of the engine for an end that the seats chose while all of them were present. */
const agreed: ReadonlySet<string> = new Set(['agreed', 'aborted']);

/**
 * True when a seat never played, and the match did not reach an end by its rules with every seat present. A
 * void match has no winner and no loser.
 */
export function isVoid({
  result,
  conduct: { turns, left },
}: Pick<MatchEnding, 'result' | 'conduct'>): boolean {
  return turns.includes(0) && (left.length > 0 || agreed.has(result.reason));
}

/** The end of a match, with its header and log. */
export interface EndedMatch<State> {
  readonly header: { readonly seats: readonly unknown[] };
  readonly bots: readonly BotSeat[];
  readonly log: MatchLog<State>;
}

/**
 * The conduct of a match that ends with an entry. Claim, sleep and end entries have no author. A timeout
 * after which the game continued (a turn skipped, a command played for the seat) does not count as leaving.
 * @param before the match before its last entry
 * @param left seats that the rules have let go, the last entry included
 * @param lost seats that lost the match by the last entry, when it is a timeout
 */
export function conductOf<State>(
  before: EndedMatch<State>,
  last: CourseEntry,
  left: readonly Seat[],
  lost: readonly Seat[],
): Conduct {
  const turns = Array.from({ length: before.header.seats.length }, () => 0);
  const reasons = new Map<Seat, LeaveReason>();
  const leave = (seat: Seat, reason: LeaveReason): void => {
    if (!reasons.has(seat)) reasons.set(seat, reason);
  };
  for (const entry of [...before.log.after(0), last]) count(entry);
  for (const seat of lost) leave(seat, 'timeout');
  return {
    turns,
    left: [...reasons].map(([seat, reason]) => ({ seat, reason })),
    bots: before.bots.map(({ seat }) => seat),
  };

  function count(entry: LogEntry): void {
    if (entry.kind === 'timeout')
      for (const seat of entry.seats) if (left.includes(seat)) leave(seat, 'timeout');
    if (entry.kind !== 'command') return;
    const { seat, action } = entry;
    switch (action.kind) {
      case 'play':
        turns[seat] = (turns[seat] ?? 0) + 1;
        return;
      case 'resign':
        return leave(seat, 'resigned');
      case 'abandon':
        for (const one of action.everyone === true ? turns.keys() : [seat]) leave(one, 'abandoned');
        return;
      case 'bot':
        return leave(seat, action.because);
      case 'offer':
      case 'answer':
      case 'abort':
      case 'vacation':
      case 'return':
        return;
    }
  }
}
