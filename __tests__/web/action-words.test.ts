import { describe, expect, it } from '@jest/globals';
import { type Game } from '../../core/define';
import { actionWords, entryWords } from '../../web/parts/action-words';
import { reasonWords } from '../../web/parts/reason-words';
import { columns } from '../games/columns';
import { drawnBids } from '../games/drawn-bids';

describe('the label of a claim', () => {
  const claim = (sequence: number) =>
    actionWords(undefined, { sequence, action: { kind: 'claim', epoch: sequence + 1 } }, String);

  it('is the beginning for an arranged match, and a new server for one that has commands', () => {
    expect(claim(1)).toBe(' began on its server');
    expect(claim(7)).toBe(' continued on a new server');
  });
});

describe('an entry as a sentence', () => {
  const sentence = (seat: number | null, command: number | null, game: Game = columns) =>
    entryWords(
      game,
      { sequence: 3, seat, action: { kind: 'play', command } },
      (at) => ['You', 'Bo'][at] ?? '',
    );

  it('is a name and the words of the game, else a name, a colon and the command', () => {
    expect(sentence(0, 2, drawnBids)).toBe('You bid 2');
    expect(sentence(1, 2)).toBe('Bo: 2');
    expect(sentence(1, null)).toBe('Bo has chosen');
    expect(
      entryWords(columns, { sequence: 1, seat: null, action: { kind: 'sleep', epoch: 1 } }, String),
    ).toBe('The match rests until a player comes back');
  });
});

describe('the end of a turn by the clock', () => {
  it('says whose time was up', () => {
    const late = (...seats: number[]) =>
      actionWords(
        undefined,
        { sequence: 3, action: { kind: 'timeout', seats } },
        (seat) => ['You', 'Bo', 'Cy'][seat] ?? '',
      );
    expect(late(1)).toBe(' ended a turn: the time of Bo was up');
    expect(late(0, 2)).toBe(' ended a turn: your time and the time of Cy was up');
  });
});

describe('the reason of an end', () => {
  it('is said in the words of the game, else as it is written, without hyphens', () => {
    expect(reasonWords(drawnBids, 'highest-bid')).toBe('the highest bid wins');
    expect(reasonWords(drawnBids, 'time-is-up')).toBe('time is up');
    expect(reasonWords(drawnBids, 'constructor')).toBe('constructor');
    expect(reasonWords(undefined, 'fleet-sunk')).toBe('fleet sunk');
  });
});
