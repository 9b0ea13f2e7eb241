import { describe, expect, it, jest } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { clientAddress, viewerHeader } from '../../functions/shared/http/client-address';
import { findProjectRoot } from '../../tools/project';
import { secretHashOf } from '../../functions/shared/identity/secrets';

const secret = 'a-secret-that-only-cloudfront-adds';
const address = (
  sourceIp: string,
  headers: Readonly<Record<string, string>> = {},
  originSecretHash = 'none',
): string | undefined => clientAddress({ sourceIp, header: (name) => headers[name] }, originSecretHash);

describe('the address that attempts are counted by', () => {
  it.each([
    ['198.51.100.10', '198.51.100.10'],
    ['::ffff:198.51.100.10', '198.51.100.10'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (given, counted) => {
    expect(address(given)).toBe(counted);
  });

  it('of one household is a single one; its neighbour has another', () => {
    expect(address('2001:db8:1:2:aaaa::1')).toBe(address('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(address('2001:db8:1:3::1')).not.toBe(address('2001:db8:1:2::1'));
  });

  it.each(['', 'unknown', '999.1.1.1', '198.51.100.10:80'])(
    'is undefined for %j: those share one count',
    (given) => {
      expect(address(given)).toBeUndefined();
    },
  );

  it("is the viewer's behind our CloudFront", () => {
    const behind = (viewer: string): string | undefined =>
      address(
        '130.176.0.1',
        { 'x-turnlift-origin': secret, 'x-turnlift-viewer': viewer },
        secretHashOf(secret),
      );
    expect(behind('198.51.100.10')).toBe('198.51.100.10');
    expect(behind('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  });

  it('is none where our CloudFront sends none, instead of its own address, and the log says so', () => {
    const warned: string[] = [];
    const spy = jest.spyOn(console, 'warn').mockImplementation((line) => void warned.push(String(line)));
    const ours = { 'x-turnlift-origin': secret };
    expect(address('130.176.0.1', ours, secretHashOf(secret))).toBeUndefined();
    expect(
      address('130.176.0.1', { ...ours, 'x-turnlift-viewer': 'x' }, secretHashOf(secret)),
    ).toBeUndefined();
    spy.mockRestore();
    expect(warned).toHaveLength(2);
    expect(warned[0]).toContain('CloudFront sent no address of the viewer');
  });

  it('is never a header that the player wrote: without the secret, with a wrong one, or none set', () => {
    const forged = { 'x-turnlift-viewer': '203.0.113.1' };
    expect(address('198.51.100.10', forged, secretHashOf(secret))).toBe('198.51.100.10');
    expect(address('198.51.100.10', { ...forged, 'x-turnlift-origin': 'guess' }, secretHashOf(secret))).toBe(
      '198.51.100.10',
    );
    expect(address('198.51.100.10', { ...forged, 'x-turnlift-origin': 'none' }, 'none')).toBe(
      '198.51.100.10',
    );
    expect(address('198.51.100.10', { ...forged, 'x-turnlift-origin': '' }, 'none')).toBe('198.51.100.10');
  });
});

describe('the function of CloudFront in the documentation', () => {
  it("writes the viewer's address over what a client sent", () => {
    const text = fs.readFileSync(path.join(findProjectRoot(), 'docs', 'deploying.md'), 'utf8');
    const code = /```js\s+(function handler[\s\S]*?)```/.exec(text)?.[1] ?? '';
    const event = {
      viewer: { ip: '198.51.100.10' },
      request: { headers: { 'x-turnlift-viewer': { value: '203.0.113.1' } } },
    };
    const sent: unknown = vm.runInNewContext(`${code}; handler(event)`, { event });
    expect(JSON.parse(JSON.stringify(sent))).toEqual({
      headers: { [viewerHeader]: { value: '198.51.100.10' } },
    });
  });
});
