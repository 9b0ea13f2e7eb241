import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { signedWebhookHeaders, signingKeysOf } from '../../../functions/webhooks/sign';
import { runsHere } from '../../support/runs-here';
import { clock, secret, anEvent } from './webhook-stores';

export function signatures(): void {
  describe('a signature', () => {
    it('equals the test vector of the standard', () => {
      const keys = signingKeysOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
      const headers = signedWebhookHeaders(
        keys,
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        1_614_265_330_000,
        '{"test": 2432232314}',
      );
      expect(headers).toEqual({
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      });
    });

    const withOpenSsl = runsHere('openssl', 'version') ? it : it.skip;
    withOpenSsl(
      'equals that which OpenSSL computes from id, time and body (skipped where it is not installed)',
      () => {
        const event = anEvent();
        const body = JSON.stringify(event);
        const { 'webhook-signature': signature } = signedWebhookHeaders(
          signingKeysOf(secret),
          event.id,
          clock.time,
          body,
        );
        const key = Buffer.from(secret.slice(6), 'base64').toString('hex');
        const made = execFileSync(
          'openssl',
          ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-binary'],
          {
            input: `${event.id}.${Math.floor(clock.time / 1000)}.${body}`,
          },
        );
        expect(signature).toBe(`v1,${made.toString('base64')}`);
      },
    );

    it('is made by the old key and the new one while a secret is replaced', () => {
      const old = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
      const both = signedWebhookHeaders(signingKeysOf(`${secret} ${old}`), 'e', clock.time, '{}')[
        'webhook-signature'
      ];
      const each = [secret, old].map(
        (one) => signedWebhookHeaders(signingKeysOf(one), 'e', clock.time, '{}')['webhook-signature'],
      );
      expect(both).toBe(each.join(' '));
    });

    it.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'plain text', `${secret} ${secret} ${secret}`])(
      'is not made with an invalid secret: %j; the error does not contain the secret',
      (text) => {
        expect(() => signingKeysOf(text)).toThrow(/^the secret (is not whsec_ and|has more than two)/);
      },
    );
  });
}
