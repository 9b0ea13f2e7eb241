import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConsoleAccess } from '../../../local/console/access';

describe('the token of the console', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'console-access-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('stays the same with the data, and only their owner can read it', () => {
    const { token } = new ConsoleAccess(folder);
    expect(new ConsoleAccess(folder).token).toBe(token);
    expect(fs.statSync(path.join(folder, 'console-token')).mode & 0o077).toBe(0);
    expect(new ConsoleAccess(undefined).token).not.toBe(token);
  });

  it('is replaced when its file has other content', () => {
    fs.writeFileSync(path.join(folder, 'console-token'), 'a\n');
    expect(new ConsoleAccess(folder).token).toMatch(/^[\w-]{43}$/);
  });

  describe('of a request', () => {
    const access = new ConsoleAccess(undefined);
    const host = '127.0.0.1:4100';

    it('admits the cookie of a visit and the token itself', () => {
      const cookie = access.cookie({ host });
      expect(cookie).toMatch(/; Path=\/console; HttpOnly; SameSite=Strict$/);
      expect(access.allows({ host, cookie: `other=1; ${cookie.split(';')[0]}` })).toBe(true);
      expect(access.allows({ host, authorization: `Bearer ${access.token}` })).toBe(true);
    });

    it.each([
      ['nothing', {}],
      ['an empty token', { authorization: 'Bearer ' }],
      ['a longer token', { authorization: `Bearer ${access.token}a` }],
      ['another scheme', { authorization: `Basic ${access.token}` }],
      ['the cookie of a backend on another port', { cookie: `turnlift-console-1=${access.token}` }],
    ])('refuses %s', (_, headers) => {
      expect(access.allows({ host, ...headers })).toBe(false);
    });
  });
});
