import { Http } from '../../client/rest/http';
import { type Transports } from '../../client/transports';

/**
 * An API that gives these answers one after another (a number: an error of that status), and the pauses between
 * the requests.
 */
export function scriptedApi(answers: ReadonlyArray<object | number>) {
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
    openSocket: () => ({ send: () => undefined, close: () => undefined }),
    newId: () => 'id',
    now: () => now,
    after(milliseconds, call) {
      waits.push(milliseconds);
      now += milliseconds;
      queueMicrotask(call);
      return () => undefined;
    },
  };
  return { http: new Http('http://api', transports), waits, asked };
}
