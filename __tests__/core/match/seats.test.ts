import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Seat } from '../../../core/ids';
import { type Json } from '../../../core/json';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { type MatchHeader } from '../../../core/match/log';
import { type Match, openMatch, replay, submit, type SubmittedAction } from '../../../core/match/match';
import { eventsAfter, positionFor } from '../../../core/match/views';
import { resultProblem } from '../../../core/result-problems';
import { outcomesOf } from '../../../core/results';
import { tries } from '../../../testing/effort';
import { header, id } from '../../../testing/sample-match';
import { noughts } from '../../games/noughts';
import { survivors, teamSurvivors } from '../../games/survivors';
import { whispers } from '../../games/whispers';

let ids = 0;
function after<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  seat: Seat,
  action: SubmittedAction,
): Match<State, Command, View> {
  const answer = submit(match, { seat, commandId: id((ids += 1)), action }, 5000);
  if (answer.kind !== 'accepted') throw new Error(`expected to be accepted: ${JSON.stringify(answer)}`);
  return answer.match;
}
const hit = (seat: Seat): SubmittedAction => ({ kind: 'play', command: { hit: seat } });
const resign: SubmittedAction = { kind: 'resign' };
const abandon: SubmittedAction = { kind: 'abandon' };
const inTeams = (teams: readonly number[]): MatchHeader => ({
  ...header(teamSurvivors, { seats: teams.length }),
  teams,
});

describe('a match of many seats', () => {
  it('is set up with its seats, its teams and its options, including defaults', () => {
    for (let seats = 2; seats <= 8; seats += 1) {
      const match = openMatch(survivors, header(survivors, { seats, options: { lives: 2 } }));
      expect(match.state.lives).toEqual(Array.from({ length: seats }, () => 2));
    }
    expect(openMatch(teamSurvivors, inTeams([0, 0, 1, 1])).state).toMatchObject({
      teams: [0, 0, 1, 1],
      lives: [1, 1, 1, 1],
    });
  });

  it('ends in places: the last seat to drop out is second, and so on', () => {
    const opened = openMatch(survivors, header(survivors, { seats: 4 }));
    const over = [2, 3, 1].reduce((match, target) => after(match, match.toAct[0] ?? -1, hit(target)), opened);
    expect(over.ending?.result).toEqual({ places: [1, 2, 4, 3], reason: 'last-standing' });
    expect(outcomesOf(over.ending?.result ?? { places: [], reason: '' }, over.header.teams)).toEqual([
      'win',
      'loss',
      'loss',
      'loss',
    ]);
  });
});

describe('a seat that leaves', () => {
  it('is out while the others play on, when the rules allow it; it no longer plays, and is last', () => {
    const opened = openMatch(survivors, header(survivors, { seats: 4 }));
    const left = after(opened, 0, resign);
    expect(left.ending).toBeUndefined();
    expect(left.toAct).toEqual([1]);
    expect(positionFor(left, 2)).toMatchObject({ left: [0], toAct: [1], view: { lives: [0, 1, 1, 1] } });
    for (const action of [hit(1), resign, abandon, { kind: 'offer', offer: 'draw' } as const])
      expect(submit(left, { seat: 0, commandId: id((ids += 1)), action }, 1)).toMatchObject({
        kind: 'refused',
        code: 'seat-out',
      });
    const over = after(after(left, 1, hit(3)), 2, hit(1));
    expect(over.ending?.result).toEqual({ places: [4, 2, 1, 3], reason: 'last-standing' });
    const again = replay(survivors, over.header, over.log.after(0));
    expect(again).toEqual(over);
  });

  it('ends a match of two, and a match whose rules have no leave', () => {
    const two = openMatch(survivors, header(survivors));
    expect(after(two, 1, abandon).ending?.result).toMatchObject({ places: [1, 2] });
    const board = openMatch(noughts, header(noughts));
    expect(after(board, 0, resign).ending?.result).toEqual({ places: [2, 1], reason: 'resigned' });
    expect(after(board, 1, abandon).ending?.result).toEqual({ places: [1, 2], reason: 'abandoned' });
  });

  it("ends the match when one team is left, whose seats all win, regardless of the rules' own result", () => {
    // These rules give no result when seats leave, so the engine decides.
    const three = openMatch(whispers, header(whispers, { seats: 3 }));
    const one = after(after(three, 1, resign), 0, abandon);
    expect(one.ending?.result).toEqual({ places: [2, 3, 1], reason: 'abandoned' });
  });

  it('leaves its team in the game; the last team wins together', () => {
    const match = after(openMatch(teamSurvivors, inTeams([0, 0, 1, 1])), 0, resign);
    expect(match.ending).toBeUndefined();
    const over = after(after(match, 1, hit(3)), 2, hit(1));
    expect(over.ending?.result).toEqual({ places: [3, 3, 1, 1], reason: 'last-standing' });
  });

  it('leaves no winner when all seats are given up at once', () => {
    const match = after(openMatch(survivors, header(survivors, { seats: 3 })), 1, abandon);
    const over = after(match, 0, { kind: 'abandon', everyone: true });
    expect(over.ending?.result).toEqual({ places: [1, 3, 1], reason: 'abandoned' });
  });

  it('is not asked for a draw: all seats that are left must accept', () => {
    const match = after(openMatch(survivors, header(survivors, { seats: 4 })), 3, resign);
    const offered = after(match, 0, { kind: 'offer', offer: 'draw' });
    const one = after(offered, 1, { kind: 'answer', offer: 'draw', accept: true });
    expect(one.ending).toBeUndefined();
    expect(after(one, 2, { kind: 'answer', offer: 'draw', accept: true }).ending?.result).toEqual({
      places: [1, 1, 1, 4],
      reason: 'agreed',
    });
  });
});

describe('seats that choose at once', () => {
  it('2 to 5 seats in every order, 1,000 times: no refusal, and one result', () => {
    const random = new MatchChance(seededChance('orders'));
    let played = 0;
    for (let round = 0; round < 1000; round += 1) {
      const seats = 2 + (round % 4);
      const opened = openMatch(whispers, header(whispers, { seats, seed: String(round) }));
      const order = Array.from({ length: seats }, (_, seat) => seat);
      for (let last = seats - 1; last > 0; last -= 1) {
        const other = random.below(last + 1);
        [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
      }
      let match = opened;
      while (match.ending === undefined) {
        // Every seat chose by the state at the beginning of the round.
        const seen = match.sequence;
        for (const seat of order) {
          const [command] = positionFor(match, seat).legal;
          const answer = submit(
            match,
            { seat, commandId: id((ids += 1)), seenSequence: seen, action: { kind: 'play', command } },
            1,
          );
          expect(answer).toMatchObject({ kind: 'accepted' });
          if (answer.kind === 'accepted') match = answer.match;
          played += 1;
        }
      }
      expect(resultProblem(match.ending.result, match.header.teams)).toBeUndefined();
    }
    expect(played).toBe(1000 * 3 * 3.5);
  });

  it('shows the same events at its end for every order of four seats', () => {
    const orders = (seats: readonly Seat[]): readonly (readonly Seat[])[] =>
      seats.length < 2
        ? [seats]
        : seats.flatMap((first) =>
            orders(seats.filter((seat) => seat !== first)).map((rest) => [first, ...rest]),
          );
    const views = orders([0, 1, 2, 3]).map((order) => {
      const opened = openMatch(whispers, header(whispers, { seats: 4, options: { rounds: 1, open: true } }));
      const over = order.reduce((match, seat) => {
        const [command] = positionFor(match, seat).legal;
        return after(match, seat, { kind: 'play', command });
      }, opened);
      return JSON.stringify(positionFor(over, 0).view);
    });
    expect(views).toHaveLength(24);
    expect(new Set(views).size).toBe(1);
  });

  it('is stale once its own seat has other options, and not because of the commands of others', () => {
    const match = openMatch(whispers, header(whispers, { seats: 3 }));
    const choose = (of: typeof match, seat: Seat, seenSequence: number) =>
      submit(
        of,
        {
          seat,
          commandId: id((ids += 1)),
          seenSequence,
          action: { kind: 'play', command: positionFor(match, seat).legal[0] },
        },
        1,
      );
    const one = choose(match, 0, 0);
    if (one.kind !== 'accepted') throw new Error('refused');
    expect(one.match.choicesChangedAt).toEqual([1, 0, 0]);
    const two = choose(one.match, 1, 0);
    if (two.kind !== 'accepted') throw new Error('refused');
    const three = choose(two.match, 2, 0);
    if (three.kind !== 'accepted') throw new Error('refused');
    // In the new round, every seat has other words than before.
    expect(three.match.choicesChangedAt).toEqual([3, 3, 3]);
    expect(choose(three.match, 0, 2)).toMatchObject({ kind: 'refused', code: 'stale-sequence' });
  });
});

describe('a command that is revealed later', () => {
  it('is hidden while it is secret, and shown once the rules reveal it', () => {
    let match = openMatch(whispers, header(whispers, { seats: 2, options: { rounds: 2, open: true } }));
    const say = (seat: Seat): Json => {
      const [command] = positionFor(match, seat).legal;
      match = after(match, seat, { kind: 'play', command });
      return command ?? null;
    };
    const seenBy = (viewer: Seat | 'spectator') =>
      eventsAfter(match, 0, viewer).map(({ action }) => (action.kind === 'play' ? action.command : action));
    const first = say(0);
    expect(seenBy(0)).toEqual([first]);
    expect(seenBy(1)).toEqual([null]);
    expect(seenBy('spectator')).toEqual([null]);
    const second = say(1);
    expect(seenBy(1)).toEqual([first, second]);
    expect(seenBy('spectator')).toEqual([first, second]);
    const third = say(1);
    expect(seenBy(0)).toEqual([first, second, null]);
    expect(seenBy(1)).toEqual([first, second, third]);
  });
});

describe('results', () => {
  const teams = fc.array(fc.nat(3), { minLength: 2, maxLength: 8 });

  it('hold for any order of leaving, put earlier leavers behind, and keep teams together', () => {
    fc.assert(
      fc.property(teams, fc.infiniteStream(fc.nat()), (of, picks) => {
        fc.pre(new Set(of).size > 1);
        let match = openMatch(teamSurvivors, { ...inTeams(of) });
        for (const pick of picks) {
          if (match.ending !== undefined) break;
          const present = of.flatMap((_, seat) => (match.left.includes(seat) ? [] : [seat]));
          const seat = present[pick % present.length] ?? 0;
          const legal = positionFor(match, seat).legal;
          match = after(
            match,
            seat,
            legal.length > 0 && pick % 3 > 0
              ? { kind: 'play', command: legal[pick % legal.length] }
              : pick % 2 === 0
                ? resign
                : abandon,
          );
        }
        if (match.ending === undefined) throw new Error('the match never ends');
        expect(resultProblem(match.ending.result, of)).toBeUndefined();
      }),
      { numRuns: tries(60) },
    );
  });
});
