import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandId } from '../../core/ids';
import {
  type CommandEntry,
  type MatchEnding,
  type SleepEntry,
  type TimeoutEntry,
} from '../../core/match/log';
import { errorLine as inOneLine, pauseOf, stackOf } from '../../realtime-server/log-writer';
import { aConduct } from '../support/headers';
import { plannedWriter, type Trouble } from './support/planned-writer';
import { type EmulatedStore, emulatedStore } from './support/store';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

const logOf = (plan?: Trouble[]) => plannedWriter(emulated.matches, plan);

const command = (differences: Partial<CommandEntry> = {}): CommandEntry => ({
  kind: 'command',
  sequence: 1,
  commandId: commandId('c'),
  seat: 0,
  at: 5,
  action: { kind: 'play', command: { cell: 4 } },
  ...differences,
});
const timeout = (differences: Partial<TimeoutEntry> = {}): TimeoutEntry => ({
  kind: 'timeout',
  sequence: 1,
  at: 5,
  seats: [0],
  ...differences,
});
const stored = { kind: 'stored' };
const threeFail: Trouble[] = ['fails', 'fails', 'fails'];
const threeLost: Trouble[] = ['loses-answer', 'fails', 'fails'];

describe('an entry of a match', () => {
  it('is tried as long as a player waits, with the pauses of the limits; failures are noted', async () => {
    const { log, id, pauses, calls, lines, entries } = await logOf([...threeFail]);
    expect(await log.append(command(), [])).toEqual({ kind: 'unavailable' });
    expect([calls.length, pauses]).toEqual([3, [10, 20]]);
    expect(lines).toEqual(
      Array.from({ length: 3 }, () => `warn entry 1 of ${id} not stored yet: RangeError: throttled`),
    );
    expect(await entries()).toEqual([]);
    expect(await log.append(command({ commandId: commandId('d') }), [])).toEqual(stored);
    expect(await entries()).toMatchObject([{ commandId: 'd' }]);
  });

  it('is stored once, although the answer to its first write was lost', async () => {
    const { log, pauses, entries } = await logOf(['loses-answer']);
    expect(await log.append(command(), [])).toEqual(stored);
    expect([pauses, await entries()]).toEqual([[10], [command()]]);
  });

  it.each<[string, CommandEntry | TimeoutEntry, CommandEntry | TimeoutEntry]>([
    ['another command', command(), command({ commandId: commandId('d'), at: 9 })],
    ['a command of the other seat with the same id', command(), command({ seat: 1, at: 9 })],
    ['a command after a timeout', timeout({ commands: [1] }), command({ at: 9 })],
    ['a timeout after a command', command(), timeout({ at: 9 })],
  ])('is overtaken by an unanswered one that was stored: %s', async (_what, first, second) => {
    const { log, entries } = await logOf([...threeLost]);
    expect(await log.append(first, [])).toEqual({ kind: 'unavailable' });
    expect(await log.append(second, [])).toEqual({ kind: 'overtaken', by: first });
    expect(await entries()).toEqual([first]);
    // Once it is known, the same answer would be the entry of another process.
    expect(await log.append(second, [])).toEqual({ kind: 'lost' });
  });

  it.each([
    ['command', command(), command({ at: 9 })],
    ['timeout', timeout(), timeout({ at: 9 })],
  ] as const)(
    'that comes again as the same %s is the earlier one, with its time',
    async (_what, first, again) => {
      for (const plan of [threeLost, threeFail]) {
        const { log, entries } = await logOf([...plan]);
        expect(await log.append(first, [])).toEqual({ kind: 'unavailable' });
        expect(await log.append(again, [])).toEqual({ kind: 'overtaken', by: first });
        expect(await entries()).toEqual([first]);
      }
    },
  );

  it('is one of several that were never answered: each of them may be stored', async () => {
    const { log, entries } = await logOf([...threeFail, ...threeLost]);
    const second = command({ commandId: commandId('d') });
    expect(await log.append(command(), [])).toEqual({ kind: 'unavailable' });
    expect(await log.append(second, [])).toEqual({ kind: 'unavailable' });
    expect(await log.append(command({ commandId: commandId('e') }), [])).toEqual({
      kind: 'overtaken',
      by: second,
    });
    expect(await entries()).toEqual([second]);
  });

  it('is not confused with one of another number', async () => {
    const { log, entries } = await logOf(['works', ...threeFail]);
    expect(await log.append(command(), [])).toEqual(stored);
    expect(await log.append(command({ sequence: 2, seat: 1, at: 6 }), [])).toEqual({ kind: 'unavailable' });
    const third = command({ sequence: 2, seat: 1, at: 6, commandId: commandId('d') });
    expect(await log.append(third, [])).toEqual(stored);
    expect(await log.append(command({ sequence: 3, seat: 1, at: 7, commandId: commandId('e') }), [])).toEqual(
      stored,
    );
    expect((await entries()).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('is lost once another process has written there, or owns the match', async () => {
    const one = await logOf();
    await emulated.matches.append(one.id, 1, command({ commandId: commandId('x') }));
    expect(await one.log.append(command(), [])).toEqual({ kind: 'lost' });
    const ended = await logOf();
    await emulated.matches.abandon(ended.id, 1, { kind: 'end', sequence: 1, at: 5, reason: 'server-lost' });
    expect(await ended.log.append(command(), [])).toEqual({ kind: 'lost' });
    const other = await logOf();
    await other.takenOver();
    expect(await other.log.append(command(), [])).toEqual({ kind: 'lost' });
    expect([one, ended, other].map(({ pauses }) => pauses)).toEqual([[], [], []]);
    const slept = await logOf();
    await emulated.matches.sleep(slept.id, 1, { kind: 'sleep', sequence: 1, at: 5, epoch: 2 }, null, []);
    expect(await slept.log.append(command(), [])).toEqual({ kind: 'lost' });
  });

  it('is lost where the timeout that is stored there is another', async () => {
    const { log, id } = await logOf([...threeFail]);
    expect(await log.append(timeout({ commands: [1] }), [])).toEqual({ kind: 'unavailable' });
    await emulated.matches.append(id, 1, timeout({ commands: [2] }));
    expect(await log.append(command(), [])).toEqual({ kind: 'lost' });
  });
});

describe('the end of a match in its log', () => {
  const outcome: MatchEnding = {
    result: { places: [2, 1], reason: 'resigned' },
    endedAt: 6,
    commands: 1,
    conduct: aConduct(2, 1),
  };

  it('is recorded with the pauses of calls that must succeed; the last pause repeats', async () => {
    const { log, id, pauses, lines } = await logOf(['works', 'fails', 'loses-answer', 'fails']);
    await log.append(command({ action: { kind: 'resign' } }), []);
    expect(await log.finish(outcome, () => true)).toBe('recorded');
    expect(pauses).toEqual([1, 3, 3]);
    expect(lines[0]).toBe(`warn result of ${id} not recorded yet: RangeError: throttled`);
    expect((await emulated.matches.get(id))?.status).toBe('finished');
  });

  it('is left to another process after the time of the limits, or when no longer wanted', async () => {
    const always = Array.from({ length: 20 }, (): Trouble => 'fails');
    const late = await logOf([...always]);
    expect(await late.log.finish(outcome, () => true)).toBe('unavailable');
    expect(late.pauses).toEqual([1, 3, 3, 3]);
    const unwanted = await logOf([...always]);
    expect(await unwanted.log.finish(outcome, () => false)).toBe('unavailable');
    expect([unwanted.calls, unwanted.pauses]).toEqual([['finish'], []]);
  });

  it('is lost where the match was abandoned', async () => {
    const { log, id, pauses } = await logOf();
    await emulated.matches.abandon(id, 1, { kind: 'end', sequence: 1, at: 5, reason: 'server-lost' });
    expect(await log.finish(outcome, () => true)).toBe('lost');
    expect(pauses).toEqual([]);
  });

  it('without a result follows an unanswered command that was stored', async () => {
    const { log, id, header, entries, pauses, lines } = await logOf([...threeLost, 'fails']);
    await log.append(command(), []);
    pauses.length = 0;
    lines.length = 0;
    expect(await log.abandon(0, 'rules-failed')).toBe('abandoned');
    expect(lines).toEqual([`warn match ${id} not ended yet: RangeError: throttled`]);
    expect(pauses).toEqual([1, 3]);
    const at = header.startedAt + 30;
    expect((await entries()).at(-1)).toEqual({ kind: 'end', sequence: 2, at, reason: 'rules-failed' });
  });

  it('without a result is given up after the time of the limits, and lost to another owner', async () => {
    const late = await logOf(Array.from({ length: 20 }, (): Trouble => 'fails'));
    expect(await late.log.abandon(0, 'rules-failed')).toBe('unavailable');
    expect(late.pauses).toEqual([1, 3, 3, 3]);
    const other = await logOf();
    await other.takenOver();
    expect(await other.log.abandon(0, 'rules-failed')).toBe('lost');
  });
});

describe('the sleep of a match in its log', () => {
  const sleep: SleepEntry = { kind: 'sleep', sequence: 1, at: 5, epoch: 2 };

  it('follows an unanswered command that was stored, and is not before it', async () => {
    const { log, id, entries, lines } = await logOf([...threeLost, 'fails']);
    await log.append(command({ at: 7 }), []);
    lines.length = 0;
    expect(await log.sleep(sleep, 900, [])).toBe('asleep');
    expect(lines).toEqual([`warn match ${id} not asleep yet: RangeError: throttled`]);
    expect((await entries()).at(-1)).toEqual({ ...sleep, sequence: 2, at: 7 });
    const later = await logOf([...threeLost]);
    await later.log.append(command({ at: 3 }), []);
    expect(await later.log.sleep(sleep, null, [])).toBe('asleep');
    expect((await later.entries()).at(-1)).toEqual({ ...sleep, sequence: 2 });
  });

  it('is tried as often as a command, and lost to another owner', async () => {
    const late = await logOf([...threeFail, 'works']);
    expect(await late.log.sleep(sleep, null, [])).toBe('unavailable');
    expect([late.calls.length, late.pauses]).toEqual([3, [10, 20]]);
    const other = await logOf();
    await other.takenOver();
    expect(await other.log.sleep(sleep, null, [])).toBe('lost');
  });
});

describe('what a match notes beside its log', () => {
  it('may fail: the process says so, and does not stop', async () => {
    const { log, id, lines, calls } = await logOf(['fails', 'fails']);
    await log.markAlive();
    expect(await log.warn([])).toBe(false);
    expect(lines).toEqual([
      `debug match ${id}: not noted as alive: RangeError: throttled`,
      `debug match ${id}: no player warned: RangeError: throttled`,
    ]);
    expect(calls).toEqual(['markAlive', 'warn']);
  });

  it('is stored otherwise', async () => {
    const { log, id, header, lines, takenOver } = await logOf();
    await log.markAlive();
    expect(await log.warn([])).toBe(true);
    expect(lines).toEqual([]);
    await takenOver();
    expect((await emulated.matches.log(id)).at(-1)).toMatchObject({
      kind: 'claim',
      aliveAt: header.startedAt,
    });
  });
});

describe('a failed call', () => {
  it('is repeated after a pause: the last one repeats, and a second where there is none', () => {
    expect([0, 1, 2, 9].map((attempt) => pauseOf([5, 7], attempt))).toEqual([5, 7, 7, 7]);
    expect(pauseOf([], 3)).toBe(1000);
  });

  it('is logged in one line, or with its stack', () => {
    const error = new TypeError('odd');
    expect([inOneLine(error), inOneLine('a text')]).toEqual(['TypeError: odd', 'a text']);
    expect([stackOf(error), stackOf('a text')]).toEqual([error.stack, 'a text']);
    delete error.stack;
    expect(stackOf(error)).toBe('TypeError: odd');
  });
});
