import { describe, expect, it } from '@jest/globals';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { describeRules } from '../../../testing/describe-rules';
import { connectFour as rules, type ConnectFourState } from './rules';
import { connectFour } from '.';

describeRules(connectFour, { longest: 42 });

const match = { seats: 2, teams: [0, 1], options: {} };
const chance = new MatchChance(seededChance('1'));
function dropped(...columns: number[]): ConnectFourState {
  return columns.reduce(
    (state, column, index) => {
      const applied = rules.apply(state, index % 2, { column }, chance);
      if ('illegal' in applied) throw new Error(applied.illegal.message);
      return applied.state;
    },
    rules.setup(chance, match),
  );
}

describe('connect four', () => {
  it.each([
    ['upright', [3, 0, 3, 0, 3, 0, 3], [3, 10, 17, 24]],
    ['level', [0, 0, 1, 1, 2, 2, 3], [0, 1, 2, 3]],
    ['rising', [0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3], [0, 8, 16, 24]],
    ['falling', [6, 5, 5, 4, 4, 3, 4, 3, 3, 0, 3], [6, 12, 18, 24]],
  ])('is won by four %s', (_name, columns, line) => {
    const state = dropped(...columns);
    expect(rules.result(state)).toEqual({ places: [1, 2], reason: 'line' });
    expect(state.line).toEqual(line);
  });

  it('does not take four that run over the edge of the board', () => {
    expect(rules.result(dropped(5, 0, 6, 0, 4, 1, 0))).toBeUndefined();
  });

  it('refuses a full column by name', () => {
    expect(rules.apply(dropped(0, 0, 0, 0, 0, 0), 0, { column: 0 }, chance)).toEqual({
      illegal: { code: 'column-full', message: 'column 0 is full' },
    });
  });

  it('has as many positions as are known, ply by ply', () => {
    // Distinct positions after n plies: 1, 7, 49, 238, 1,120, 4,263, 16,422, 54,859 (OEIS A212693).
    let positions = new Map([['', rules.setup(chance, match)]]);
    const counts = [positions.size];
    for (let ply = 1; ply <= 7; ply += 1) {
      const next = new Map<string, ConnectFourState>();
      for (const state of positions.values()) {
        for (const command of rules.legalCommands(state, (ply - 1) % 2)) {
          const applied = rules.apply(state, (ply - 1) % 2, command, chance);
          if ('state' in applied)
            next.set(applied.state.cells.map((cell) => cell ?? '.').join(''), applied.state);
        }
      }
      positions = next;
      counts.push(positions.size);
    }
    expect(counts).toEqual([1, 7, 49, 238, 1120, 4263, 16_422, 54_859]);
  });

  it('finds the same winner as a search of the whole board', () => {
    const whole = (state: ConnectFourState): boolean =>
      state.cells.some(
        (seat, cell) =>
          seat !== null &&
          [
            [1, 0],
            [0, 1],
            [1, 1],
            [1, -1],
          ].some(([right = 0, up = 0]) =>
            [1, 2, 3].every((step) => {
              const x = (cell % 7) + step * right;
              const y = Math.floor(cell / 7) + step * up;
              return x < 7 && y >= 0 && y < 6 && state.cells[y * 7 + x] === seat;
            }),
          ),
      );
    const random = new MatchChance(seededChance('99'));
    for (let game = 0; game < 300; game += 1) {
      let state = rules.setup(chance, match);
      while (rules.toAct(state).length > 0) {
        const [seat = 0] = rules.toAct(state);
        const legal = rules.legalCommands(state, seat);
        const command = legal[random.below(legal.length)];
        if (command === undefined) throw new Error('no legal command');
        const applied = rules.apply(state, seat, command, chance);
        if ('illegal' in applied) throw new Error(applied.illegal.message);
        state = applied.state;
        expect(state.line !== null).toBe(whole(state));
      }
    }
  });

  it('says a drop in words that follow a name', () => {
    expect(connectFour.display?.words?.({ column: 2 })).toBe('dropped a disc into column 3');
  });
});
