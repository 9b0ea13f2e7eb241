import { describe, expect, it } from '@jest/globals';
import { type RandomSource, type Viewer } from '../../../core/game-rules';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { shuffled } from '../../../core/shuffle';
import { describeRules } from '../../../testing/describe-rules';
import { battleship } from './index';
import { type BattleshipCommand, type BattleshipState } from './rules';
import { berthsOf, ships } from './sea';

const { rules } = battleship;

/** Moves ships that the viewer does not see to other berths that explain the same hits and misses. */
function alike(state: BattleshipState, viewer: Viewer, random: RandomSource): BattleshipState {
  if (rules.result(state) !== undefined) return state;
  const fleets = state.fleets.map((fleet, seat) => {
    if (seat === viewer) return fleet;
    const shots = new Set(state.shots[1 - seat]);
    const struck = (ship: readonly number[]): string => ship.filter((cell) => shots.has(cell)).join();
    return fleet.reduce<readonly (readonly number[])[]>((moved, ship, index) => {
      if (ship.every((cell) => shots.has(cell))) return moved;
      const others = new Set(moved.filter((_, other) => other !== index).flat());
      const berths = berthsOf(ships[index]?.length ?? 0).map(({ cells }) => cells);
      const berth = shuffled(berths, random).find(
        (cells) => struck(cells) === struck(ship) && !cells.some((cell) => others.has(cell)),
      );
      return moved.map((before, other) => (other === index ? (berth ?? before) : before));
    }, fleet);
  });
  return { ...state, fleets };
}

describeRules(battleship, { longest: 2 * ships.length + 200, alike });

const chance = new MatchChance(seededChance('battleship'));
const start: BattleshipState = { fleets: [[], []], shots: [[], []], turn: 0 };

function played(
  state: BattleshipState,
  ...moves: readonly (readonly [number, BattleshipCommand])[]
): BattleshipState {
  return moves.reduce((before, [seat, command]) => {
    const applied = rules.apply(before, seat, command, chance);
    if ('illegal' in applied) throw new Error(applied.illegal.message);
    return applied.state;
  }, state);
}
const across = (square: string): BattleshipCommand => ({ kind: 'place', square, heading: 'across' });
const fire = (square: string): BattleshipCommand => ({ kind: 'fire', square });
const fleet = ['a1', 'a2', 'a3', 'a4', 'a5'].map(across);
const placed = played(
  start,
  ...fleet.map((command): readonly [number, BattleshipCommand] => [0, command]),
  ...fleet.map((command): readonly [number, BattleshipCommand] => [1, command]),
);

describe('battleship', () => {
  it('lets both seats place at once, and fire in turn once both fleets are complete', () => {
    expect(rules.toAct(start)).toEqual([0, 1]);
    expect(rules.phase?.(start)).toBe('placement');
    const one = played(start, ...fleet.map((command): readonly [number, BattleshipCommand] => [1, command]));
    expect(rules.toAct(one)).toEqual([0]);
    expect(rules.phase?.(placed)).toBe('play');
    expect(rules.toAct(placed)).toEqual([0]);
    expect(rules.toAct(played(placed, [0, fire('j10')]))).toEqual([1]);
  });

  it('refuses ships that cross or leave the sea, and shots at the wrong time', () => {
    const code = (state: BattleshipState, seat: number, command: BattleshipCommand): string | undefined => {
      const applied = rules.apply(state, seat, command, chance);
      return 'illegal' in applied ? applied.illegal.code : undefined;
    };
    const one = played(start, [0, across('a1')]);
    expect(code(one, 0, { kind: 'place', square: 'c1', heading: 'down' })).toBe('square-taken');
    expect(code(start, 0, across('g1'))).toBe('off-board');
    expect(code(start, 0, fire('a1'))).toBe('wrong-phase');
    expect(code(placed, 0, across('a8'))).toBe('wrong-phase');
    expect(code(placed, 1, fire('a1'))).toBe('not-your-turn');
    expect(code(played(placed, [0, fire('a1')], [1, fire('a1')]), 0, fire('a1'))).toBe('fired-before');
  });

  it('shows hits and misses, and a ship only once it is sunk', () => {
    const hit = played(placed, [0, fire('a5')], [1, fire('j10')]);
    expect(rules.view(hit, 0).seas[1]).toEqual({
      placed: 5,
      ships: [],
      shots: [{ square: 'a5', hit: true }],
    });
    expect(rules.view(hit, 0).seas[0]?.shots).toEqual([{ square: 'j10', hit: false }]);
    const sunk = played(hit, [0, fire('b5')]);
    const destroyer = { name: 'destroyer', squares: ['a5', 'b5'], sunk: true };
    expect(rules.view(sunk, 'spectator').seas[1]?.ships).toEqual([destroyer]);
    expect(rules.view(sunk, 1).seas[1]?.ships).toHaveLength(5);
  });

  it('shows where a ship was placed once it is sunk', () => {
    const then = played(start, ...fleet.map((command): readonly [number, BattleshipCommand] => [1, command]));
    const seenByOpponent = (now: BattleshipState): unknown =>
      rules.seen?.(across('a5'), { seat: 1, viewer: 0, then, now });
    expect(seenByOpponent(placed)).toEqual({ kind: 'place' });
    expect(seenByOpponent(played(placed, [0, fire('a5')]))).toEqual({ kind: 'place' });
    expect(seenByOpponent(played(placed, [0, fire('a5')], [1, fire('j10')], [0, fire('b5')]))).toEqual(
      across('a5'),
    );
  });

  it('is won by sinking the whole fleet', () => {
    const targets = placed.fleets[1]?.flat() ?? [];
    const over = { ...placed, shots: [targets, []], turn: 1 };
    expect(rules.result(over)).toEqual({ places: [1, 2], reason: 'fleet-sunk' });
    expect(rules.view(over, 1).seas[0]?.ships).toHaveLength(5);
    expect(rules.phase?.(over)).toBe('over');
  });
});
