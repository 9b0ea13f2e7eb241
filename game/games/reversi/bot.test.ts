import { describe, expect, it } from '@jest/globals';
import { botCommand } from '../../../core/bots/bot';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { tournament } from '../../../testing/tournament';
import { reversiBot } from './bot';
import { reversi } from './index';
import { ReversiPosition } from './position';
import { type ReversiState, turnedBy } from './rules';

const small = { seats: 2, teams: [0, 1], options: { size: 6 } } as const;

describe('bot of reversi', () => {
  it('plays better at each level', () => {
    const medium = tournament(reversi, { matches: 12, levels: ['medium', 'easy'], setup: small });
    expect(medium.wins).toBeGreaterThanOrEqual(9);
    const hard = tournament(reversi, { matches: 4, levels: ['hard', 'medium'], setup: small });
    expect(hard.wins).toBeGreaterThanOrEqual(3);
  });

  it('takes a corner that is offered', () => {
    const cells = [
      [null, 1, 0, null, null, null],
      [null, null, 1, 0, null, null],
      [null, null, 0, 1, null, null],
      [null, null, 0, 1, null, null],
      [null, null, null, null, null, null],
      [null, null, null, null, null, null],
    ].flat();
    const state: ReversiState = { size: 6, cells, turn: 0, passed: null };
    const command = botCommand(reversiBot, {
      view: reversi.rules.view(state, 0),
      seat: 0,
      seats: 2,
      legal: reversi.rules.legalCommands(state, 0),
      level: 1,
      random: new MatchChance(seededChance('corner')),
    });
    expect(command).toEqual({ square: 'a1' });
  });

  it('searches the board that the rules play', () => {
    const random = new MatchChance(seededChance('boards'));
    let state = reversi.rules.setup(random, { seats: 2, teams: [0, 1], options: { size: 8 } });
    const position = new ReversiPosition(8, state.cells, 0);
    while (state.turn !== null) {
      const { turn } = state;
      const legal = state.cells.flatMap((_, cell) => (turnedBy(state, cell, turn).length > 0 ? [cell] : []));
      expect(position.toMove).toBe(turn);
      expect(
        position
          .moves()
          .map((cell) => position.indexOf(cell))
          .sort((a, b) => a - b),
      ).toEqual(legal);
      const cell = legal[random.below(legal.length)] ?? 0;
      const before = position.score();
      position.play(position.cellOf(cell));
      position.undo();
      expect(position.score()).toBe(before);
      position.play(position.cellOf(cell));
      const [command] = reversi.rules.legalCommands(state, turn).filter((_, index) => legal[index] === cell);
      const applied = command && reversi.rules.apply(state, turn, command, random);
      if (applied === undefined || 'illegal' in applied) throw new Error('a legal move is refused');
      ({ state } = applied);
    }
    expect(position.moves()).toEqual([]);
    const [black = 0, white = 0] = reversi.rules.result(state)?.scores ?? [];
    expect(Math.sign(position.score())).toBe(Math.sign(black - white));
  });
});
