import { describe, expect, it } from '@jest/globals';
import { calledOffBy, voidWords } from '../../web/parts/called-off';
import { endingWords } from '../../web/play/ending-words';
import { ratingWords } from '../../web/play/rating-words';

const nameOf = (seat: number): string => ['You', 'Una'][seat] ?? '';
const played = { seat: 0, action: { kind: 'play' as const, command: 1 } };
const calledOff = { seat: 1, action: { kind: 'abort' as const } };

describe('the end of a match that was called off', () => {
  it('names the player who called it off', () => {
    expect(calledOffBy([played, calledOff])).toBe(1);
    expect(endingWords(false, 'called off', [played, calledOff], nameOf)).toBe('Una called the match off.');
    expect(endingWords(false, 'called off', [{ ...calledOff, seat: 0 }], nameOf)).toBe(
      'You called the match off.',
    );
  });

  it('names no player while its last entry is not known, and describes any other end by its reason', () => {
    expect(endingWords(false, 'called off', [], nameOf)).toBe('It is over: called off.');
    expect(endingWords(false, 'three in a row', [played], nameOf)).toBe('It is over: three in a row.');
    expect(endingWords(true, 'server lost', [played], nameOf)).toBe(
      'It ended without a result: server lost.',
    );
  });

  it('does not blame a seat that never played', () => {
    const words = 'A match that is called off before every seat has played has no winner.';
    expect(voidWords('aborted')).toBe(words);
    expect(voidWords('resigned')).toBe('A seat never played: the match has no winner.');
    const entry = { counted: 'void', reason: 'aborted' } as const;
    expect(ratingWords(true, entry, undefined)).toBe(`${words} Your rating does not change.`);
  });
});
