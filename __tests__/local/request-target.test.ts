import { describe, expect, it } from '@jest/globals';
import { requestTarget } from '../../local/request-target';

describe('the target of a request', () => {
  it('is a path and a query, with any beginning', () => {
    const read = (target?: string) => {
      const { host, pathname, search } = requestTarget(target);
      return [host, pathname, search];
    };
    expect(read('/v1/players?limit=2')).toEqual(['local', '/v1/players', '?limit=2']);
    expect(read('//')).toEqual(['local', '//', '']);
    expect(read('//evil.example/play')).toEqual(['local', '//evil.example/play', '']);
    expect(read('//x:99999999/')).toEqual(['local', '//x:99999999/', '']);
    // The whole address, as proxies ask for it: its host is not that of another site here.
    expect(read('http://evil.example/play')).toEqual(['local', '/play', '']);
    for (const target of [undefined, '', '*', 'evil:443']) expect(read(target)).toEqual(['local', '/', '']);
  });
});
