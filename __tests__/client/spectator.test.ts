import { describe, expect, it } from '@jest/globals';
import { type WatchedDocument, type WatchedMatch } from '../../client/exports';
import { Http } from '../../client/rest/http';
import { type WatchedStep, watchMatch } from '../../client/spectator';
import { type Transports } from '../../client/transports';

const position = { view: null, toAct: [0], offer: null, left: [], phase: null };
const step = (sequence: number): WatchedDocument['steps'][number] => ({
  sequence,
  at: sequence,
  seat: 0,
  action: { kind: 'play', command: sequence },
  position,
  clocks: null,
});
const page = (more: Partial<WatchedDocument>): WatchedDocument => ({
  matchId: 'm',
  game: 'g',
  rulesVersion: 1,
  seats: ['a', 'b'],
  teams: [0, 1],
  options: {},
  startedAt: 0,
  delaySeconds: 5,
  steps: [],
  ...more,
});
const result: WatchedDocument['result'] = {
  places: [1, 2],
  outcomes: ['win', 'loss'],
  reason: 'x',
  endedAt: 9,
  commands: 4,
};

/** An API that gives these answers one after another, and the pauses between the requests. */
function scripted(answers: readonly (WatchedDocument | number)[]) {
  const waits: number[] = [];
  const asked: string[] = [];
  let now = 0;
  const transports: Transports = {
    fetch(url) {
      asked.push(url.replace(/.*\?/, ''));
      const answer = answers[asked.length - 1];
      if (answer === undefined) throw new Error('no further request was expected');
      const status = typeof answer === 'number' ? answer : 200;
      const body = typeof answer === 'number' ? { code: status === 403 ? 'no-spectators' : 'x' } : answer;
      return Promise.resolve({
        status,
        headers: { get: () => null },
        text: () => Promise.resolve(JSON.stringify(body)),
      });
    },
    realtime: () => Promise.reject(new Error('no connection here')),
    openSocket: () => ({ send: () => undefined, close: () => undefined }),
    newId: () => 'id',
    now: () => now,
    after(delayMs, call) {
      waits.push(delayMs);
      now += delayMs;
      queueMicrotask(call);
      return () => undefined;
    },
  };
  return { http: new Http('http://api', transports), waits, asked };
}

async function all(steps: AsyncGenerator<WatchedStep>): Promise<WatchedStep[]> {
  const seen: WatchedStep[] = [];
  for await (const one of steps) seen.push(one);
  return seen;
}

describe('a spectator', () => {
  it('reports the start and every step once, and the end with the last step', async () => {
    const api = scripted([
      page({}),
      page({ start: { position, clocks: null }, steps: [step(1), step(2)], next: 2 }),
      page({ steps: [step(3)] }),
      page({}),
      page({ steps: [step(4)], result }),
    ]);
    const ends: boolean[] = [];
    const behind: boolean[] = [];
    const onMatch = ({ delaySeconds, result: ended }: WatchedMatch, more: boolean): void => {
      expect(delaySeconds).toBe(5);
      ends.push(ended !== undefined);
      behind.push(more);
    };
    const seen = await all(watchMatch(api.http, 'm', { onMatch }));
    expect(ends).toEqual([false, false, false, false, true]);
    expect(behind).toEqual([false, true, false, false, false]);
    expect(seen.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(seen.map(({ match }) => match.result !== undefined)).toEqual([false, false, false, false, true]);
    expect(api.asked).toEqual(['after=0', 'after=0', 'after=2', 'after=3', 'after=3']);
    expect(seen[0]).toMatchObject({ action: null, seat: null });
  });

  it('keeps the names of the first answer', async () => {
    const api = scripted([
      page({ names: ['Ada', null], start: { position, clocks: null }, steps: [step(1)] }),
      page({ steps: [step(2)], result }),
    ]);
    const seen = await all(watchMatch(api.http, 'm'));
    expect(seen.map(({ match }) => match.names)).toEqual(Array.from({ length: 3 }, () => ['Ada', null]));
  });

  it('polls less often while nothing happens, and soon again after an event', async () => {
    const quiet = Array.from({ length: 9 }, () => page({}));
    const api = scripted([...quiet, page({ steps: [step(1)] }), page({ steps: [step(2)], result })]);
    await all(watchMatch(api.http, 'm', { after: 0 }));
    expect(api.waits[0]).toBe(1000);
    expect(Math.max(...api.waits)).toBe(15_000);
    expect(api.waits.at(-1)).toBe(1000);
  });

  it('waits and retries after a temporary error, and reports a permanent one', async () => {
    const api = scripted([503, 503, 503, 503, 503, page({ steps: [step(1)], result })]);
    expect(await all(watchMatch(api.http, 'm'))).toHaveLength(1);
    await expect(all(watchMatch(scripted([403]).http, 'm'))).rejects.toMatchObject({ code: 'no-spectators' });
  });

  it('reports a lost and a restored connection once each, and polls more often in between', async () => {
    const quiet = Array.from({ length: 9 }, () => page({}));
    // Each request is tried four times.
    const missing = Array.from({ length: 4 * 8 }, () => 503);
    const api = scripted([...quiet, ...missing, page({}), page({ steps: [step(1)], result })]);
    const changes: [string, number][] = [];
    await all(
      watchMatch(api.http, 'm', { onConnection: (change) => changes.push([change, api.asked.length]) }),
    );
    expect(changes).toEqual([
      ['lost', 9 + 4],
      ['restored', 9 + 4 * 8 + 1],
    ]);
    const pauses = api.waits.filter((wait) => wait >= 1000 && wait !== 1350);
    expect(Math.max(...pauses.slice(9, -1))).toBe(4000);
    expect(pauses.slice(8, 10)).toEqual([15_000, 1000]);
    expect(pauses.at(-1)).toBe(1000);
  });

  it('stops when its signal is aborted', async () => {
    const abort = new AbortController();
    const api = scripted([page({ steps: [step(1)] })]);
    const seen: number[] = [];
    for await (const { sequence } of watchMatch(api.http, 'm', { signal: abort.signal })) {
      seen.push(sequence);
      abort.abort();
    }
    expect(seen).toEqual([1]);
  });
});
