import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../client/index';
import { lostWords } from '../../web/play/lost-search';
import {
  endWords,
  limitsWords,
  nextWords,
  optionsWords,
  presenceWords,
  silenceWords,
  waitWords,
} from '../../web/play/search-words';

const needs = {
  players: { min: 3, max: 5 },
  limits: [
    { kind: 'attribute' as const, attribute: 'skill', most: 200 },
    { kind: 'latency' as const, most: 120 },
  ],
};
const wider = [{ kind: 'attribute' as const, attribute: 'skill', most: 400 }, ...needs.limits.slice(1)];
const search = { waitedSeconds: 4, waiting: 2, widensWith: 'oldest' as const, ...needs };

describe('the words of a wait', () => {
  it('say how many players are here and how many are missing', () => {
    expect(presenceWords({ ...needs, waiting: 1 })).toBe('1 of 3 players is here: 2 more are needed.');
    expect(presenceWords({ ...needs, waiting: 2 })).toBe('2 of 3 players are here: 1 more is needed.');
    expect(presenceWords({ ...needs, waiting: 3 })).toBe('3 players are here. They must suit each other.');
    expect(presenceWords({ ...needs, waiting: undefined })).toBe(
      'Many players are waiting. A match needs 3 of them.',
    );
  });

  it('say what a match needs', () => {
    expect(limitsWords(search)).toBe(
      'A match needs ratings within 200 points and a server within 120 ms of each player.',
    );
    expect(limitsWords({ limits: [] })).toBe('');
    expect(limitsWords({ limits: [{ kind: 'attribute', attribute: 'level', most: 2 }] })).toBe(
      'A match needs level within 2.',
    );
  });

  it('say only what changes next, and among whom', () => {
    const next = { inSeconds: 3, players: { min: 2, max: 5 }, limits: wider };
    expect(nextWords(search)).toBe('');
    expect(nextWords({ ...search, next })).toBe('In 3 s: 2 players are enough, ratings within 400 points.');
    expect(nextWords({ ...search, widensWith: 'newest', next: { ...next, players: needs.players } })).toBe(
      'In 3 s: ratings within 400 points, among players who wait as long as you.',
    );
    expect(nextWords({ ...search, next: { inSeconds: 9, ...needs } })).toBe('In 9 s: the search widens.');
  });

  it('say whom only options keep away, and then no step that helps none of them', () => {
    expect(optionsWords({})).toBe('');
    expect(optionsWords({ withOtherOptions: 1 })).toBe(
      '1 player looks for this game with other options: a match needs the same ones.',
    );
    expect(optionsWords({ withOtherOptions: 2 })).toMatch(/^2 players look for /);
    const next = { inSeconds: 3, players: { min: 3, max: 5 }, limits: wider };
    expect(nextWords({ ...search, withOtherOptions: 1, next })).toBe('');
    const fewer = { ...next, players: { min: 2, max: 5 } };
    for (const helped of [{ next: fewer }, { next, waiting: 3 }])
      expect(nextWords({ ...search, withOtherOptions: 1, ...helped })).toMatch(/^In 3 s: /);
  });

  it('say when it ends and what is usual', () => {
    expect(endWords({ endsInSeconds: 594 })).toBe('The search ends in 9:54 if no match is found.');
    expect(endWords({})).toBe('');
    expect(waitWords(2, undefined)).toBe('2 s so far');
    expect(waitWords(2, 0.4)).toBe('2 s so far, usually at once');
    expect(waitWords(2, 6.6)).toBe('2 s so far, usually about 7 s');
  });

  it('say that nothing is heard of the search, once some answers are missing', () => {
    const heard = { heardAt: 1000, isLeft: false, ticket: {} };
    expect([silenceWords(heard, 1000), silenceWords({ ...heard, isLeft: true }, 6000)]).toEqual(['', '']);
    expect(silenceWords(heard, 6001)).toBe(
      'The connection is lost. The search continues when it comes back, unless that takes more than a ' +
        'minute.',
    );
    expect(silenceWords({ ...heard, ticket: undefined }, 6001)).toBe(
      'The connection is lost. The search begins when it comes back.',
    );
    expect(silenceWords({ ...heard, isLeft: true }, 6001)).toBe(
      'The connection is lost. Cancelling as soon as it is back.',
    );
  });

  it('show the end of a search without answers, without the words of a protocol', () => {
    const lost = 'The backend does not answer. If the search still runs, “Look again” continues it.';
    expect(lostWords(new ApiError('network', 0, 'GET /v1/tickets/t: no answer: Failed to fetch'))).toBe(lost);
    expect(lostWords(new ApiError('timed-out', 503, 'GET /v1/tickets/t: 503'))).toBe(lost);
    const busy = { code: 'matchmaking-unavailable', detail: 'Matchmaking takes no tickets now.' };
    expect(lostWords(new ApiError(busy.code, 503, 'POST', busy))).toBeUndefined();
    expect(lostWords(new ApiError('not-found', 404, 'GET'))).toBeUndefined();
  });
});
