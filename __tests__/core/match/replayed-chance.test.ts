import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defineGame } from '../../../core/define';
import { type GameRules } from '../../../core/game-rules';
import { gameName } from '../../../core/ids';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { openMatch, replay, submit } from '../../../core/match/match';
import { header, id } from '../../../testing/sample-match';

describe('chance', () => {
  it('draws the same numbers after the same commands', () => {
    const rules: GameRules<readonly number[], number, readonly number[]> = {
      name: gameName('dice'),
      version: 1,
      seats: 2,
      setup: (random) => [random.below(6)],
      toAct: (state) => (state.length < 20 ? [0] : []),
      legalCommands: (state) => (state.length < 20 ? [1, 2] : []),
      parseCommand: (value) =>
        typeof value === 'number' ? { command: value } : { illegal: { code: 'number', message: 'a number' } },
      apply: (state, _seat, command, random) => ({
        state: [...state, ...Array.from({ length: command }, () => random.below(6))],
      }),
      view: (state) => state,
      result: (state) => (state.length < 20 ? undefined : { places: [1, 1], reason: 'done' }),
    };
    const dice = defineGame({ rules });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 2), { maxLength: 9 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (rolls, seed) => {
          let match = openMatch(dice, header(dice, { seed: String(seed) }));
          rolls.forEach((command, index) => {
            const answer = submit(
              match,
              { seat: 0, commandId: id(index), action: { kind: 'play', command } },
              index,
            );
            if (answer.kind !== 'accepted') throw new Error('refused');
            match = answer.match;
          });
          expect(replay(dice, header(dice, { seed: String(seed) }), match.log.after(0)).state).toEqual(
            match.state,
          );
          expect(match.state.every((face) => face >= 0 && face < 6)).toBe(true);
        },
      ),
    );
    const seeds = new Set(
      Array.from({ length: 50 }, (_, seed) =>
        JSON.stringify(openMatch(dice, header(dice, { seed: String(seed) })).chance),
      ),
    );
    expect(seeds.size).toBe(50);
  });

  it('refuses an invalid bound', () => {
    expect(() => new MatchChance(seededChance('1')).below(0)).toThrow(RangeError);
    expect(() => new MatchChance(seededChance('1')).below(1.5)).toThrow(RangeError);
  });
});
