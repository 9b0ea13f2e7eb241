import { describe, expect, it } from '@jest/globals';
import { foreignRequest } from '../../local/foreign-request';

describe('a request to a local service', () => {
  it.each([
    ['a tool on this machine', { host: '127.0.0.1:8080' }],
    ['a tool that says localhost', { host: 'localhost:4566' }],
    ['a tool over IPv6', { host: '[::1]:8080' }],
    ['a phone in the same network', { host: '192.168.1.7:8080' }],
    ['a container beside it', { host: 'gamelift:4566' }],
    ['a container on this machine', { host: 'host.docker.internal:4566' }],
    ['a page of the service itself', { host: 'localhost:8080', origin: 'http://localhost:8080' }],
    ['its own fetch', { host: 'localhost:8080', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['an address that was typed', { host: 'localhost:8080', 'sec-fetch-site': 'none' }],
    [
      'a link on another page',
      { host: 'localhost:8080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ],
  ])('of %s is answered', (_, headers) => {
    expect(foreignRequest(headers)).toBeUndefined();
  });

  it.each([
    ['without a host', {}, 'no Host'],
    ['by a name that resolves here (DNS rebinding)', { host: 'rebind.example:8080' }, 'rebind.example:8080'],
    [
      'of a page of another site',
      { host: '127.0.0.1:8080', origin: 'https://evil.example' },
      'https://evil.example',
    ],
    ['of a page of another port', { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:9999' }, '9999'],
    ['of a sandboxed page', { host: '127.0.0.1:8080', origin: 'null' }, 'null'],
    [
      'of a form that was sent by another page',
      {
        host: '127.0.0.1:8080',
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
      },
      'evil.example',
    ],
    [
      'of an image in another page',
      { host: '127.0.0.1:8080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      'another origin',
    ],
  ])('%s is refused', (_, headers, says) => {
    expect(foreignRequest(headers)).toContain(says);
  });
});
