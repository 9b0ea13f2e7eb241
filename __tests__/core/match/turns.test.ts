import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { commandId, playerId } from '../../../core/ids';
import { botId } from '../../../core/bots/bot-ids';
import { type MatchHeader } from '../../../core/match/log';
import { openMatch, submit, type SubmittedAction } from '../../../core/match/match';
import { nextCheckAt, warningMs } from '../../../core/match/sleep';
import { timeOut, timeoutDue } from '../../../core/match/timeout';
import { turnsAwaited, turnsBegun, turnsRunningLow } from '../../../core/match/turns';
import { dailyNoughts, timedNoughts } from '../../games/noughts';
import { aMatchHeader } from '../../support/headers';

const hour = 3_600_000;
const day = 24 * hour;
const start = 1_700_000_000_000;
const ada = playerId('p-10000000-0000-4000-8000-000000000000');
const bob = playerId('p-20000000-0000-4000-8000-000000000000');
const header = (differences: Partial<MatchHeader> = {}): MatchHeader =>
  aMatchHeader({
    game: dailyNoughts.name,
    startedAt: start,
    seats: [ada, bob],
    ...differences,
  });

/** Plays actions on a match, and returns the turn events of each entry. */
function turnEvents(
  game: typeof dailyNoughts,
  of: MatchHeader,
  ...acts: readonly [number, SubmittedAction, number][]
) {
  return game.with((typed) => {
    let match = openMatch(typed, of);
    const turns = acts.map(([seat, action, at], index) => {
      const answer = submit(match, { seat, commandId: commandId(`c${index}`), action }, at);
      if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
      const begun = turnsBegun(match, answer.match, answer.entry);
      match = answer.match;
      return begun;
    });
    const due = timeoutDue(match, start + 40 * day);
    const out = due === undefined ? undefined : timeOut(match, due, start + 40 * day);
    return {
      turns,
      awaited: turnsAwaited(match),
      low: (at: number) => turnsRunningLow(match, at),
      look: (at: number, warned?: number) => nextCheckAt(match, at, warned),
      timedOut: out?.kind === 'accepted' ? turnsBegun(match, out.match, out.entry) : undefined,
    };
  });
}
const play = (cell: number): SubmittedAction => ({ kind: 'play', command: { cell } });
const turn = (seat: number, sequence: number, deadline: number, since = deadline - 2 * day) => ({
  game: 'daily-noughts',
  seat,
  playerId: seat === 0 ? ada : bob,
  sequence,
  since,
  deadline,
});

describe('turns that wait for players', () => {
  it('begin for the seat that has not acted, with the entry and its deadline', () => {
    const { turns, awaited } = turnEvents(dailyNoughts, header(), [0, play(4), start + hour]);
    expect(turns).toEqual([[turn(1, 1, start + hour + 2 * day)]]);
    expect(awaited).toEqual(turns[0]);
  });

  it('exist before the first command', () => {
    expect(turnEvents(dailyNoughts, header()).awaited).toEqual([turn(0, 0, start + 2 * day)]);
  });

  it('do not begin with commands that leave the turn unchanged', () => {
    const { turns, awaited } = turnEvents(
      dailyNoughts,
      header(),
      [0, play(4), start],
      [0, { kind: 'offer', offer: 'draw' }, start + 1],
      [1, { kind: 'answer', offer: 'draw', accept: false }, start + 2],
      [1, { kind: 'vacation', days: 1 }, start + 3],
    );
    expect(turns.slice(1)).toEqual([[], [], []]);
    // The same turn, with the added day.
    expect(awaited).toEqual([turn(1, 1, start + 3 * day, start)]);
  });

  it('begin again for the seat whose move is taken back', () => {
    const { turns } = turnEvents(
      dailyNoughts,
      header(),
      [0, play(4), start],
      [0, { kind: 'offer', offer: 'takeback' }, start + 1],
      [1, { kind: 'answer', offer: 'takeback', accept: true }, start + 2],
    );
    expect(turns[2]).toMatchObject([{ seat: 0, sequence: 3 }]);
  });

  it('end with the match', () => {
    const { turns, awaited } = turnEvents(dailyNoughts, header(), [0, { kind: 'resign' }, start]);
    expect([turns, awaited]).toEqual([[[]], []]);
    expect(turnEvents(dailyNoughts, header()).timedOut).toEqual([]);
  });

  it('do not exist for bots', () => {
    const withBot = header({ bots: [{ seat: 1, strength: 'first' }] });
    const seats = [withBot.seats[0] ?? botId(0), botId(1)];
    expect(turnEvents(dailyNoughts, { ...withBot, seats }, [0, play(4), start]).turns).toEqual([[]]);
  });

  it('begin with a timeout for the seat that lost its turn, or whose turn it is now', () => {
    const skipping = defineGame({
      rules: { ...dailyNoughts.rules, skip: ({ cells }) => ({ cells }) },
      timeControl: { kind: 'days', daysPerTurn: 2 },
      onTimeout: 'skip',
    });
    const late = start + 2 * day + 1;
    const passed = (rules: Partial<typeof skipping.rules>) => {
      const before = openMatch({ ...skipping, rules: { ...skipping.rules, ...rules } }, header());
      const due = timeoutDue(before, late);
      const out = due === undefined ? undefined : timeOut(before, due, late);
      if (out?.kind !== 'accepted') throw new Error('a timeout is due');
      return turnsBegun(before, out.match, out.entry);
    };
    // The same seat again, and with a mark of the other instead the other.
    expect(passed({})).toEqual([turn(0, 1, late + 2 * day)]);
    expect(passed({ skip: ({ cells }, seat) => ({ cells: cells.with(8, seat) }) })).toEqual([
      turn(1, 1, late + 2 * day),
    ]);
  });

  it('do not exist in a match with a clock of minutes', () => {
    const timed = header({ game: timedNoughts.name });
    const { turns, awaited, low } = turnEvents(timedNoughts, timed, [0, play(4), start]);
    expect([turns, awaited, low(start + 59_000)]).toEqual([[[]], [], []]);
  });
});

describe('a turn runs low', () => {
  it('in its last fifth, at most twelve hours before its deadline', () => {
    expect([1, 2, 3, 7].map((days) => warningMs(days) / hour)).toEqual([4.8, 9.6, 12, 12]);
  });

  it('up to its deadline, and not a millisecond before or after', () => {
    const { low } = turnEvents(dailyNoughts, header());
    const [deadline, before] = [start + 2 * day, warningMs(2)];
    expect(low(deadline - before - 1)).toEqual([]);
    expect(low(deadline - before)).toEqual([turn(0, 0, deadline)]);
    expect(low(deadline)).toEqual([turn(0, 0, deadline)]);
    expect(low(deadline + 1)).toEqual([]);
  });

  it('is checked when it begins to run low, at its deadline, and before a later turn runs low', () => {
    const { look } = turnEvents(dailyNoughts, header());
    const [deadline, before] = [start + 2 * day, warningMs(2)];
    expect(look(start)).toBe(deadline - before);
    expect(look(deadline - before, deadline - before)).toBe(deadline + 1);
    // No player was warned yet, so the reminder is due at once, although it is late.
    expect(look(deadline - 1)).toBe(deadline - before);
    const vacation = turnEvents(dailyNoughts, header(), [0, { kind: 'vacation', days: 5 }, start]);
    expect(vacation.look(start)).toBe(start + 2 * day - before);
  });
});
