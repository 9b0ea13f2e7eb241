import { describe, expect, it } from '@jest/globals';
import { exampleSettings, parseEnvironment, parseLaptop } from '../../config';
import { closedUrlProblem, isLoopbackAddress, isPublicAddress } from '../../contract/public-address';
import { parseWebhooks, webhookOfQueue } from '../../contract/webhooks';
import { checkWebhooks, webhooksOf } from '../../definition/webhooks';
import { dev, laptop } from '../games/environments';

const url = 'https://push.our-game.gg/turnlift';
const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const cloud = (webhooks: unknown) => parseEnvironment('game/environments/dev.ts', { ...dev, webhooks });
const near = (webhooks: unknown) => parseLaptop('game/environments/laptop.ts', { ...laptop, webhooks });

describe('the webhooks of an environment', () => {
  it('are completed with defaults, as functions read them', () => {
    const { webhooks } = cloud({ push: { url, types: ['result'] } });
    expect(webhooks).toEqual({ push: { url, types: ['result'], delaySeconds: 10 } });
    const read = parseWebhooks(JSON.stringify(webhooksOf(webhooks, 'public')));
    expect(read).toEqual([{ name: 'push', url, types: ['result'], reach: 'public' }]);
    expect(cloud(undefined).webhooks).toEqual({});
  });

  it.each<[string, unknown, RegExp]>([
    ['no type', { push: { url, types: [] } }, /webhooks\.push\.types/],
    ['an unknown type', { push: { url, types: ['your-move'] } }, /webhooks\.push\.types\.0/],
    ['a name with capitals', { Push: { url, types: ['result'] } }, /webhooks\.Push/],
    [
      'a secret in a file of the cloud',
      { push: { url, types: ['result'], secret } },
      /has no setting "secret"/,
    ],
    ['too long a delay', { push: { url, types: ['result'], delaySeconds: 901 } }, /delaySeconds/],
    ['no URL', { push: { url: 'push', types: ['result'] } }, /webhooks\.push\.url/],
    [
      'more than ten',
      Object.fromEntries(
        Array.from({ length: 11 }, (_, index) => [`w${index}`, { url: 'https://a.gg/', types: ['result'] }]),
      ),
      /webhooks has 11 webhooks, at most 10 are allowed/,
    ],
  ])('are refused with %s', (_what, webhooks, message) => {
    expect(() => cloud(webhooks)).toThrow(message);
  });

  it('have a secret on a laptop, and only there may they lead to the same machine', () => {
    const local = 'http://127.0.0.1:4200/';
    expect(() => near({ push: { url: local, types: ['result'] } })).toThrow(/webhooks\.push\.secret/);
    expect(() => near({ push: { url: local, types: ['result'], secret: 'whsec_short' } })).toThrow(
      /24 to 64 bytes/,
    );
    for (const here of [local, 'http://localhost:1/', 'http://[::1]:1/', url]) {
      const { webhooks } = near({ push: { url: here, types: ['result'], secret } });
      expect(() => checkWebhooks('laptop.ts', webhooks, 'loopback')).not.toThrow();
    }
    const { webhooks } = near({ push: { url: 'http://192.168.0.7/', types: ['result'], secret } });
    expect(() => checkWebhooks('laptop.ts', webhooks, 'loopback')).toThrow(
      'laptop.ts: webhooks.push.url must begin with https://',
    );
    expect(() =>
      checkWebhooks('dev.ts', cloud({ push: { url: local, types: ['result'] } }).webhooks, 'public'),
    ).toThrow('dev.ts: webhooks.push.url must begin with https://');
  });

  it('count as examples when they lead to documentation domains', () => {
    const { webhooks, ...others } = cloud({ push: { url: 'https://push.example.com/', types: ['result'] } });
    expect(exampleSettings({ ...others, webhooks })).toContainEqual({
      setting: 'webhooks.push.url',
      value: 'https://push.example.com/',
    });
  });
});

describe('a URL that the backend sends to', () => {
  it.each([
    'https://localhost/',
    'https://a.localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://intranet/',
    'https://api.corp./',
    'https://user:word@push.our-game.gg/',
    'https://push.our-game.gg/#part',
    'http://push.our-game.gg/',
  ])('is not %s', (text) => {
    expect(closedUrlProblem(text)).toMatch(/^(must|leads to) /);
  });

  it.each([
    url,
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://push.our-game.gg:8443/a?b=c',
  ])('may be %s', (text) => {
    expect(closedUrlProblem(text)).toBeUndefined();
  });
});

describe('an address', () => {
  it('is public only where any client could reach it', () => {
    const closed =
      '0.0.0.0 10.255.255.255 100.64.0.1 127.1.2.3 169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.8';
    const more =
      '192.168.1.1 198.18.0.1 224.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 fc00::1 fe80::1 ff02::1';
    const odd = '2001:db8::1 2002:7f00:1:: 2001::1 64:ff9b::7f00:1 nonsense';
    for (const address of `${closed} ${more} ${odd}`.split(' '))
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
    for (const address of ['8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
    expect(['127.0.0.1', '::1', '127.9.9.9', '10.0.0.1', '::2'].map(isLoopbackAddress)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the queue of a webhook', () => {
  it('names its webhook, in its own environment alone', () => {
    const arn = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
    expect(webhookOfQueue('turnlift-dev', arn('turnlift-dev-webhook-push'))).toBe('push');
    for (const other of [
      'turnlift-prod-webhook-push',
      'turnlift-dev-webhook-',
      'turnlift-dev-webhooks-failures',
    ])
      expect(webhookOfQueue('turnlift-dev', arn(other))).toBeUndefined();
  });
});
