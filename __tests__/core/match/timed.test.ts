import { describe, expect, it } from '@jest/globals';
import { defineGame } from '../../../core/define';
import { type TimeControl } from '../../../core/match/clock/time-control';
import { timeDefaults } from '../../../core/match/clock/time-rules';
import { ReplayError } from '../../../core/match/match';
import { eventsAfter } from '../../../core/match/views';
import { noughts } from '../../games/noughts';
import { bidding, biddingOptions, sealedBids } from '../../games/sealed-bids';
import { survivors, survivorsOptions } from '../../games/survivors';
import { TimedMatch } from './timed-match';

const fischer: TimeControl = { kind: 'fischer', baseMs: 60_000, incrementMs: 2000 };
const perTurn: TimeControl = { kind: 'per-turn', turnMs: 10_000 };
const rules = noughts.rules;
const timed = defineGame({ rules, timeControl: fischer });
const blitz = (onTimeout: 'skip' | 'random' | 'lose') =>
  defineGame({
    rules: {
      ...rules,
      skip: ({ cells }) => ({ cells }),
    },
    timeControl: perTurn,
    onTimeout,
  });
/** Sealed bids with a clock: seats act at once, and commands are secret. */
const auction = (onTimeout: 'lose' | 'random' | 'bot') =>
  defineGame({
    rules: bidding,
    options: biddingOptions,
    ...(sealedBids.bot === undefined ? {} : { bot: sealedBids.bot }),
    timeControl: perTurn,
    onTimeout,
    firstTurnMs: 30_000,
  });
const cell = (index: number) => ({ cell: index });
/** A match in which both seats have made their first move at the same moment. */
const begun = () => new TimedMatch(timed).plays(0, cell(0), 0).plays(1, cell(3), 0);

describe('a match with a clock', () => {
  it('accepts a command at the deadline, and refuses it one ms later', () => {
    expect(begun().does(0, { kind: 'play', command: cell(1) }, 60_000)).toBe('accepted');
    expect(begun().does(0, { kind: 'play', command: cell(1) }, 60_001)).toBe('out-of-time');
  });

  it('keeps the measured lag in the log, so that a replay forgives the same', () => {
    const match = begun().plays(0, cell(1), 10_000, 300);
    expect(match.log.at(-1)).toMatchObject({ lagMs: 300 });
    expect(match.remaining(0)).toBe(60_000 - 9700 + 2000);
  });

  it('refuses a resignation after the deadline as too late', () => {
    const match = begun();
    expect(match.does(0, { kind: 'resign' }, 60_001)).toBe('out-of-time');
    expect(match.timesOut(60_001)).toEqual([0]);
    expect(match.result).toEqual({ places: [2, 1], reason: 'timeout' });
    // Nothing is earned by it.
    expect(match.remaining(0)).toBe(0);
  });

  it('leaves the increment to a seat for which a command was played', () => {
    const continuing = defineGame({ rules, timeControl: fischer, onTimeout: 'random' });
    const match = new TimedMatch(continuing).plays(0, cell(0), 0).plays(1, cell(3), 0);
    expect(match.timesOut(60_001)).toEqual([0]);
    expect(match.result).toBeUndefined();
    expect(match.remaining(0)).toBe(2000);
  });

  it('lets the other seat resign while a command may still be on its way', () => {
    const match = begun();
    expect(match.timesOut(60_100, [], () => 500)).toEqual([]);
    expect(match.does(1, { kind: 'resign' }, 60_100)).toBe('accepted');
    expect(match.result).toEqual({ places: [1, 2], reason: 'resigned' });
  });

  it('does not time out a seat that moved in time, even if the move was stored late', () => {
    const match = begun().plays(0, cell(1), 59_999);
    expect(match.timesOut(60_500)).toEqual([]);
  });

  it('is void for a seat that never made its first move', () => {
    const match = new TimedMatch(timed).plays(0, cell(0), 1000);
    const { firstTurnMs } = timeDefaults;
    expect(match.due).toBe(1000 + firstTurnMs + 1);
    expect(match.timesOut(1000 + firstTurnMs + 1)).toEqual([1]);
    expect(match.result).toEqual({ places: [1, 2], reason: 'timeout' });
    expect(match.due).toBeNull();
  });

  it('accepts a first move after its limit while the log has no timeout', () => {
    const { firstTurnMs } = timeDefaults;
    const match = new TimedMatch(timed).plays(0, cell(0), firstTurnMs + 5000);
    expect(match.remaining(0)).toBe(60_000);
  });

  it('continues at a claim: the time of the lost server is charged to no seat', () => {
    const match = begun().claimed(500_000, 2);
    match.plays(0, cell(1), 500_000 + timeDefaults.resumeGraceMs + 5000);
    expect(match.remaining(0)).toBe(57_000);
  });

  it('charges the time that a match sleeps, and forgives no claim after it', () => {
    const match = begun().follows({ kind: 'sleep', sequence: 3, at: 10_000, epoch: 2 });
    match.claimed(50_000, 3).plays(0, cell(1), 55_000);
    expect(match.remaining(0)).toBe(7000);
  });

  it("never lets its time decrease, however far the server's clock runs back", () => {
    const match = begun().plays(0, cell(1), 10_000).plays(1, cell(4), 2000);
    const times = match.log.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(match.remaining(1)).toBe(62_000);
  });

  it('ends when no clock can time a seat out and no seat acts', () => {
    const match = new TimedMatch(noughts).plays(0, cell(0), 0).plays(1, cell(3), 0);
    expect(match.due).toBe(timeDefaults.idleMs + 1);
    expect(match.timesOut(timeDefaults.idleMs + 1)).toEqual([0]);
    expect(match.result).toEqual({ places: [2, 1], reason: 'timeout' });
  });

  it('has the time control that its options name', () => {
    const game = defineGame({
      rules: bidding,
      options: biddingOptions,
      timeControl: ({ rich }) => ({ kind: 'per-turn', turnMs: rich ? 60_000 : 5000 }),
    });
    expect(new TimedMatch(game, { options: { rich: true } }).match.time.control).toEqual({
      kind: 'per-turn',
      turnMs: 60_000,
    });
  });
});

describe('a timeout', () => {
  it('is not in the log where the clocks say otherwise', () => {
    const early = { kind: 'timeout' as const, sequence: 3, at: 60_000, seats: [0] };
    expect(() => begun().follows(early)).toThrow(ReplayError);
    expect(() => begun().follows({ ...early, at: 60_001, seats: [1] })).toThrow(ReplayError);
    expect(() => begun().follows({ ...early, at: 60_001, seats: [] })).toThrow(ReplayError);
    expect(() => begun().follows({ ...early, at: 60_001, commands: [cell(8)] })).toThrow(ReplayError);
    expect(begun().follows({ ...early, at: 60_001 }).result).toMatchObject({ reason: 'timeout' });
  });

  it('passes the turn on where the game says so', () => {
    const match = new TimedMatch(blitz('skip')).plays(0, cell(0), 0).plays(1, cell(3), 0);
    expect(match.timesOut(10_001)).toEqual([0]);
    expect(match.result).toBeUndefined();
    expect(match.match.toAct).toEqual([0]);
    expect(match.due).toBe(20_002);
  });

  it('in a first turn counts as a seat that never played, with any effect of timeouts', () => {
    const match = new TimedMatch(blitz('skip'));
    expect(match.timesOut(timeDefaults.firstTurnMs + 1)).toEqual([0]);
    expect(match.result).toEqual({ places: [2, 1], reason: 'timeout' });
  });

  it('loses after several in a row', () => {
    const match = new TimedMatch(blitz('skip')).plays(0, cell(0), 0).plays(1, cell(3), 0);
    const outs = [10_001, 20_002, 30_003].map((at) => match.timesOut(at));
    expect(outs).toEqual([[0], [0], [0]]);
    expect(match.result).toEqual({ places: [2, 1], reason: 'timeout' });
  });

  it("plays a legal command drawn with the match's chance, the same in every replay", () => {
    const match = new TimedMatch(blitz('random')).plays(0, cell(0), 0).plays(1, cell(3), 0);
    match.timesOut(10_001);
    const entry = match.log.at(-1);
    if (entry?.kind !== 'timeout') throw new Error('no timeout');
    expect(entry.commands).toHaveLength(1);
    expect(match.match.toAct).toEqual([1]);
    expect(match.match.chance.drawn).toBeGreaterThan(0);
    const other = new TimedMatch(blitz('random')).plays(0, cell(0), 0).plays(1, cell(3), 0);
    expect(() => other.follows({ ...entry, at: 10_001, commands: [cell(8), cell(7)] })).toThrow(ReplayError);
  });

  it('of all seats at once leaves no winner', () => {
    const match = new TimedMatch(auction('lose'), { seats: 3 });
    expect(match.timesOut(30_001)).toEqual([0, 1, 2]);
    expect(match.result).toEqual({ places: [1, 1, 1], reason: 'timeout' });
  });

  it('of the seats that have not acted leaves the seats that have', () => {
    const match = new TimedMatch(auction('lose'), { seats: 3 }).plays(1, 0, 5000);
    expect(match.timesOut(30_001)).toEqual([0, 2]);
    expect(match.result).toEqual({ places: [2, 1, 2], reason: 'timeout' });
  });

  it('keeps a secret command hidden that was played for a seat', () => {
    const twice = defineGame({
      rules: { ...bidding, result: () => undefined, toAct: () => [0, 1], apply: (state) => ({ state }) },
      options: biddingOptions,
      ...(sealedBids.bot === undefined ? {} : { bot: sealedBids.bot }),
      timeControl: perTurn,
      onTimeout: 'bot',
    });
    const match = new TimedMatch(twice);
    match.plays(0, 0, 0).plays(1, 1, 0);
    expect(match.timesOut(10_001, [1, 0])).toEqual([0, 1]);
    const seenBy = (viewer: number) => eventsAfter(match.match, 2, viewer).map(({ action }) => action);
    expect(seenBy(0)).toEqual([{ kind: 'timeout', seats: [0, 1], commands: [1, null] }]);
    expect(seenBy(1)).toEqual([{ kind: 'timeout', seats: [0, 1], commands: [null, 0] }]);
  });

  it('lets the others play on where the rules allow it', () => {
    const game = defineGame({
      rules: survivors.rules,
      options: survivorsOptions,
      timeControl: perTurn,
    });
    const match = new TimedMatch(game, { seats: 3 });
    expect(match.timesOut(timeDefaults.firstTurnMs + 1)).toEqual([0]);
    expect(match.result).toBeUndefined();
    expect(match.match.left).toEqual([0]);
    expect(match.match.clocks.seats[0]?.runsSince).toBeNull();
  });
});

describe('a definition', () => {
  it('is refused when its time limit is invalid', () => {
    expect(() => defineGame({ rules, timeControl: { kind: 'per-turn', turnMs: 0 } })).toThrow(
      'game/games/noughts: timeControl: turnMs is 0: write a whole number from 1000 to 86400000',
    );
    expect(() => defineGame({ rules, timeControl: perTurn, onTimeout: 'skip' })).toThrow(
      'onTimeout is "skip", but the rules have no skip',
    );
    expect(() => defineGame({ rules, timeControl: perTurn, onTimeout: 'bot' })).toThrow(
      'onTimeout is "bot", but the game has no bot',
    );
  });

  it('refuses options whose time control is invalid', () => {
    const game = defineGame({
      rules: bidding,
      options: biddingOptions,
      timeControl: ({ rich }) => ({ kind: 'per-turn', turnMs: rich ? 1 : 5000 }),
    });
    expect(game.readOptions({ rich: true })).toEqual({
      problem: { field: '', message: 'timeControl: turnMs is 1: write a whole number from 1000 to 86400000' },
    });
  });
});

describe('the clock of a seat that a bot plays', () => {
  const takesOver = { kind: 'bot', strength: 'first', because: 'abandoned' } as const;

  it('continues where the player left it: the bot has no extra time', () => {
    const match = begun();
    expect(match.does(0, takesOver, 20_000)).toBe('accepted');
    expect(match.due).toBe(60_001);
    match.plays(0, cell(1), 30_000);
    expect(match.log.at(-1)).toMatchObject({ seat: 0, bot: true });
    expect(match.remaining(0)).toBe(60_000 - 30_000 + 2000);
  });

  it('is not saved by a bot that arrives after the deadline', () => {
    const match = begun();
    expect(match.does(0, takesOver, 60_001)).toBe('accepted');
    expect(match.does(0, { kind: 'play', command: cell(1) }, 60_001)).toBe('out-of-time');
    expect(match.timesOut(60_001)).toEqual([0]);
  });

  it('runs while the clock of the waiting player stands', () => {
    const match = begun();
    match.does(0, takesOver, 20_000);
    expect(match.match.clocks.seats.map(({ runsSince }) => runsSince === null)).toEqual([false, true]);
    match.plays(0, cell(1), 30_000).plays(1, cell(4), 35_000);
    expect(match.remaining(1)).toBe(60_000 - 5000 + 2000);
  });
});
