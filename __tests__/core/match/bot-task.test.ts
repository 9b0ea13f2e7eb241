import { describe, expect, it } from '@jest/globals';
import { botCommand, levelOf, middleOf } from '../../../core/bots/bot';
import { botCommands, botTurn } from '../../../core/bots/bot-commands';
import { defineGame } from '../../../core/define';
import { type Seat } from '../../../core/ids';
import { botTask, drawnFor, thinkUntil } from '../../../core/match/bot-task';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { type BotSeat } from '../../../core/match/log';
import { fold, openMatch, submit, type SubmittedAction } from '../../../core/match/match';
import { RulesFailure } from '../../../core/match/rules-failure';
import { nextCheckAt, warningMs } from '../../../core/match/sleep';
import { header, id } from '../../../testing/sample-match';
import { broken } from '../../games/broken';
import { dailyNoughts, noughts } from '../../games/noughts';
import { survivors, survivorsOptions } from '../../games/survivors';

const start = header(noughts).startedAt;
const day = 86_400_000;
const game = defineGame({
  rules: survivors.rules,
  options: survivorsOptions,
  timeControl: { kind: 'per-turn', turnMs: 5000 },
  takebacks: true,
});
const bots = (...seats: Seat[]): readonly BotSeat[] => seats.map((seat) => ({ seat, strength: 'easy' }));

/** A match of four seats after some actions. */
function after(of: readonly BotSeat[], ...acts: ReadonlyArray<readonly [Seat, SubmittedAction]>) {
  const opened = openMatch(game, { ...header(game, { seats: 4 }), bots: of });
  return acts.reduce((match, [seat, action], index) => {
    const answer = submit(match, { seat, commandId: id(index), action }, start + 1000);
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    return answer.match;
  }, opened);
}
const hit = (seat: Seat): SubmittedAction => ({ kind: 'play', command: { hit: seat } });
const offer = (what: 'draw' | 'takeback'): SubmittedAction => ({ kind: 'offer', offer: what });
const yes: SubmittedAction = { kind: 'answer', offer: 'takeback', accept: true };
const answering = (seat: Seat, what: 'draw' | 'takeback') => ({
  kind: 'answer',
  seat,
  action: { kind: 'answer', offer: what, accept: what === 'takeback' },
});
const playing = (seat: Seat) => ({ kind: 'play', seat, strength: 'easy' });

describe('what a match waits for a bot to do', () => {
  it('is the turn of its seat, of the lowest bot first', () => {
    expect(botTask(after(bots()))).toBeUndefined();
    expect(botTask(after(bots(1, 3)))).toBeUndefined();
    expect(botTask(after(bots(0, 2)))).toEqual(playing(0));
    expect(botTask(after(bots(1, 3), [0, hit(2)]))).toEqual(playing(1));
  });

  it('is an answer before a turn: yes to a takeback, no to a draw', () => {
    expect(botTask(after(bots(1, 3), [0, hit(2)], [0, offer('takeback')]))).toEqual(answering(1, 'takeback'));
    expect(botTask(after(bots(1, 3), [0, hit(2)], [0, offer('draw')]))).toEqual(answering(1, 'draw'));
  });

  it('is not an answer of a seat that asks itself, has answered, or has left', () => {
    const asked = [[0, hit(2)] as const, [0, offer('takeback')] as const];
    expect(botTask(after(bots(0, 1), ...asked))).toEqual(answering(1, 'takeback'));
    expect(botTask(after(bots(1, 3), ...asked, [1, yes]))).toEqual(answering(3, 'takeback'));
    expect(botTask(after(bots(1), ...asked, [1, yes]))).toEqual(playing(1));
    // Seat 1 leaves first; the offer is made afterwards, because it lapses when a seat leaves.
    const left = after(bots(1, 3), [1, { kind: 'resign' }], ...asked);
    expect(botTask(left)).toEqual(answering(3, 'takeback'));
    expect(botTask(after(bots(1), [1, { kind: 'resign' }], ...asked))).toBeUndefined();
  });

  it('is nothing once the match is over', () => {
    expect(botTask(after(bots(0), [1, { kind: 'abandon', everyone: true }]))).toBeUndefined();
    const ended = fold(after(bots(0)), { kind: 'end', sequence: 1, at: start, reason: 'cancelled' });
    expect(botTask(ended)).toBeUndefined();
    // Also where the seats to act and the offer of an ended match are not cleared.
    const { toAct, offer: open } = after(bots(0), [1, offer('draw')]);
    expect(botTask({ ...ended, toAct, offer: open })).toBeUndefined();
    const over = after(bots(0), [1, { kind: 'abandon', everyone: true }]);
    expect(botTask({ ...over, toAct })).toBeUndefined();
  });

  it('wakes a match of days at once', () => {
    const opened = openMatch(dailyNoughts, header(dailyNoughts));
    expect(nextCheckAt({ ...opened, bots: bots(0) }, start + 5)).toBe(start + 5);
    expect(nextCheckAt({ ...opened, bots: bots(1) }, start + 5)).toBe(start + 2 * day - warningMs(2));
  });
});

describe('a bot thinks', () => {
  it('300 ms, or a tenth of the time to the next deadline, and never a negative time', () => {
    const begun = after(bots(1), [0, hit(3)]);
    const { firstTurnMs } = begun.time;
    const deadline = start + 1000 + firstTurnMs + 1;
    expect(thinkUntil(begun, start + 1000)).toBe(start + 1300);
    expect(thinkUntil(begun, deadline - 3000)).toBe(deadline - 2700);
    expect(thinkUntil(begun, deadline - 2000)).toBe(deadline - 1800);
    expect(thinkUntil(begun, deadline - 10)).toBe(deadline - 9);
    expect(thinkUntil(begun, deadline + 50)).toBe(deadline + 50);
    // Without a deadline.
    const over = after(bots(1), [0, { kind: 'abandon', everyone: true }]);
    expect(thinkUntil(over, start)).toBe(start + 300);
  });
});

describe('a command for a bot that has failed', () => {
  it('is each of the legal ones, drawn by the given chance', () => {
    const match = after(bots(0));
    const random = new MatchChance(seededChance('drawn'));
    const drawn = Array.from({ length: 60 }, () => drawnFor(match, 0, random)?.hit);
    expect([...new Set(drawn)].sort()).toEqual([1, 2, 3]);
  });

  it('does not exist for a seat that may not play', () => {
    const random = new MatchChance(seededChance('drawn'));
    expect(drawnFor(after(bots(0)), 1, random)).toBeUndefined();
    expect(random.state.drawn).toBe(0);
  });

  it('is a failure of rules that cannot say what is legal', () => {
    const match = openMatch(broken, header(broken));
    const failing = { ...match, state: { broken: 'legalCommands' as const, moves: 0 } };
    expect(() => drawnFor(failing, 0, new MatchChance(seededChance('drawn')))).toThrow(RulesFailure);
  });
});

describe('a bot', () => {
  it('has levels by name: the weakest where the name is unknown, the lower middle by default', () => {
    const levels = ['easy', 'fair', 'hard', 'brutal'];
    expect(['easy', 'fair', 'brutal', 'godlike'].map((name) => levelOf({ levels }, name))).toEqual([
      0, 1, 3, 0,
    ]);
    expect(levelOf(undefined, 'hard')).toBe(0);
    expect([1, 2, 3, 4].map((length) => middleOf(levels.slice(0, length)))).toEqual([
      'easy',
      'easy',
      'fair',
      'fair',
    ]);
  });

  it('plays at no level that it does not have', () => {
    const bot = { levels: ['easy', 'hard'], think: ({ level }: { level: number }) => [level] };
    const random = new MatchChance(seededChance('levels'));
    const at = (level: number): number =>
      botCommand(bot, { view: null, seat: 0, seats: 2, legal: [0, 1], level, random });
    expect([0, 1].map(at)).toEqual([0, 1]);
    expect(() => at(-1)).toThrow('the bot has no level -1: its 2 levels count from 0');
    expect(() => at(2)).toThrow('the bot has no level 2');
  });

  it('knows what its seat may see, and nothing else', () => {
    const match = openMatch(noughts, header(noughts));
    const random = new MatchChance(seededChance('turn'));
    expect(botTurn(match, 0, 1, random)).toEqual({
      view: match.state,
      seat: 0,
      seats: 2,
      legal: Array.from({ length: 9 }, (_, cell) => ({ cell })),
      level: 1,
      random,
    });
    expect(botTurn(match, 1, 1, random).legal).toEqual([]);
  });

  it('plays for every seat whose time is up at its lowest level, each thought watched, within 50 ms', () => {
    const match = openMatch(noughts, header(noughts));
    let now = 0;
    const heard: number[] = [];
    const watch = {
      now: () => now,
      within<Result>(think: () => Result): Result {
        heard.push(now);
        return think();
      },
    };
    const first = {
      levels: ['low', 'high'],
      *think({ legal, level, random }: Parameters<NonNullable<typeof noughts.bot>['think']>[0]) {
        expect(level).toBe(0);
        random.below(2);
        for (const command of legal) {
          now += 10;
          yield command;
        }
      },
    };
    // The fifth command comes when 50 ms have passed.
    expect(botCommands(first, match, [0], 'seed', watch)).toEqual([{ cell: 4 }]);
    expect(botCommands(first, match, [0, 0], 'seed', watch)).toEqual([{ cell: 4 }, { cell: 4 }]);
    expect(heard).toEqual([0, 50, 100]);
    const silent = { ...first, *think() {} };
    expect(() => botCommands(silent, match, [0], 'seed', watch)).toThrow('the bot has not chosen a command');
  });
});
