import { describe, expect, it } from '@jest/globals';
import { clientAddress } from '../../functions/shared/http/client-address';
import { hashOf } from '../../functions/shared/identity/secrets';

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

  it('is the viewer behind our CloudFront, with the port cut off', () => {
    const behind = (viewer: string): string | undefined =>
      address(
        '130.176.0.1',
        { 'x-turnlift-origin': secret, 'cloudfront-viewer-address': viewer },
        hashOf(secret),
      );
    expect(behind('198.51.100.10:46532')).toBe('198.51.100.10');
    expect(behind('2001:db8:1:2:3:4:5:6:46532')).toBe('2001:db8:1:2::/64');
    expect(behind('[2001:db8:1:2::9]:46532')).toBe('2001:db8:1:2::/64');
    expect(behind('nonsense')).toBeUndefined();
  });

  it('is never a header that the player wrote: without the secret, with a wrong one, or where none is set', () => {
    const forged = { 'cloudfront-viewer-address': '203.0.113.1:1' };
    expect(address('198.51.100.10', forged, hashOf(secret))).toBe('198.51.100.10');
    expect(address('198.51.100.10', { ...forged, 'x-turnlift-origin': 'guess' }, hashOf(secret))).toBe(
      '198.51.100.10',
    );
    expect(address('198.51.100.10', { ...forged, 'x-turnlift-origin': 'none' }, 'none')).toBe(
      '198.51.100.10',
    );
    expect(address('198.51.100.10', { ...forged, 'x-turnlift-origin': '' }, 'none')).toBe('198.51.100.10');
  });
});
