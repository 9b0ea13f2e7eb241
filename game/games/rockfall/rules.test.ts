import { describe, expect, it } from '@jest/globals';
import { type RandomSource } from '../../../core/game-rules';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { describeRules } from '../../../testing/describe-rules';
import { rockfall } from './index';
import { type RockfallCommand, type RockfallState } from './rules';

// 15 rounds, in each of which five climbers roll no more than thirty times: random matches are far shorter.
describeRules(rockfall, { longest: 1_200 });

const { rules } = rockfall;

/** A die that shows these numbers, one after the other. */
function die(...shown: readonly number[]): RandomSource {
  const left = [...shown];
  return { below: () => (left.shift() ?? 2) - 1 };
}

const begun = (ropes: 1 | 2 | 3, seats = 3): RockfallState =>
  rules.setup(die(), { seats, teams: Array.from({ length: seats }, (_, seat) => seat), options: { ropes } });

function played(
  state: RockfallState,
  random: RandomSource,
  ...commands: readonly RockfallCommand[]
): RockfallState {
  return commands.reduce((before, command) => {
    const applied = rules.apply(before, rules.toAct(before)[0] ?? -1, command, random);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    return applied.state;
  }, state);
}

describe('rockfall', () => {
  it('adds up a turn, and keeps nothing of a turn that slips', () => {
    const state = played(begun(2), die(6, 5, 4, 1), 'climb', 'climb', 'belay', 'climb', 'climb');
    expect(state).toMatchObject({
      heights: [11, 0, 0],
      waiting: [2],
      last: { seat: 1, rolls: [4, 1], slipped: true },
    });
  });

  it('takes a rope from each of the lowest climbers after a round, and moves the start by one seat', () => {
    const state = played(begun(2), die(6, 3, 3), 'climb', 'belay', 'climb', 'belay', 'climb', 'belay');
    expect(state).toMatchObject({ ropes: [2, 1, 1], round: 1, waiting: [1, 2, 0], fallen: [] });
  });

  it('ends with the last climber; those who fell together share their place', () => {
    const state = played(begun(1), die(6, 3, 3), 'climb', 'belay', 'climb', 'belay', 'climb', 'belay');
    expect(rules.toAct(state)).toEqual([]);
    expect(rules.result(state)).toEqual({ places: [1, 2, 2], scores: [6, 3, 3], reason: 'last-climber' });
  });

  it('ends at the summit, in the midst of a turn', () => {
    const state = { ...begun(2), heights: [10, 58, 20], waiting: [1, 2] };
    const over = played(state, die(2), 'climb');
    expect(rules.result(over)).toEqual({ places: [3, 1, 2], scores: [10, 60, 20], reason: 'summit' });
  });

  it('gives everyone who is left the first place when all fall at once', () => {
    const state = played(begun(1), die(4, 4, 4), 'climb', 'belay', 'climb', 'belay', 'climb', 'belay');
    expect(rules.result(state)).toEqual({ places: [1, 1, 1], scores: [4, 4, 4], reason: 'all-fell' });
  });

  it('continues without a climber who leaves, also in its own turn and as the last of a round', () => {
    const climbing = played(begun(2, 4), die(6, 5), 'climb', 'belay', 'climb');
    const left = rules.leave?.(climbing, 1, 'timeout', die());
    expect(left).toMatchObject({ ropes: [2, 0, 2, 2], waiting: [2, 3], rolls: [], fallen: [[1]] });
    const round = left && played(left, die(4, 5), 'climb', 'belay', 'climb');
    const settled = round && rules.leave?.(round, 3, 'resigned', die());
    expect(settled).toMatchObject({ round: 1, ropes: [2, 0, 1, 0], waiting: [2, 0], fallen: [[1], [3]] });
  });

  it('asks for one roll before a belay', () => {
    expect(rules.legalCommands(begun(2), 0)).toEqual(['climb']);
    expect(rules.apply(begun(2), 0, 'belay', new MatchChance(seededChance('1')))).toMatchObject({
      illegal: { code: 'not-climbed' },
    });
  });
});
