import os from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { foreignCaller, foreignRequest } from '../../local/foreign-request';

/** The name of this machine in a local network. */
const announced = `${os.hostname().split('.')[0] ?? ''}.local`;
const evil = 'https://evil.example';

describe('a request to a local service', () => {
  it.each([
    ['a tool on this machine', { host: '127.0.0.1:8080' }],
    ['a tool that says localhost', { host: 'localhost:4566' }],
    ['a tool over IPv6', { host: '[::1]:8080' }],
    ['a phone in the same network', { host: '192.168.1.7:8080' }],
    ['a phone that knows this machine by name', { host: `${announced.toUpperCase()}:8080` }],
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

describe('a service that is configured to listen on a name', () => {
  it('is called by it, and by no other name', () => {
    expect(foreignRequest({ host: 'play.lan:8080' }, 'Play.lan')).toBeUndefined();
    expect(foreignRequest({ host: 'play.lan:8080' })).toContain('play.lan');
    expect(foreignRequest({ host: 'evil.play.lan:8080' }, 'play.lan')).toContain('evil.play.lan');
  });
});

describe('a call of the REST API', () => {
  const callers = { allowOrigins: ['https://game.example'], listensOn: 'play.lan' };
  const local = '127.0.0.1:4100';

  it.each([
    ['a program', { host: local }],
    ['a program that speaks HTTP/1.0', {}],
    ['a phone in the same network', { host: '192.168.1.7:4100', origin: 'http://192.168.1.7:4100' }],
    ['a phone by the name of --host', { host: 'play.lan:4100', origin: 'http://play.lan:4100' }],
    ['the play page', { host: 'localhost:4100', origin: 'http://localhost:4100' }],
    ['a game with a server of its own', { host: local, origin: 'http://localhost:5173' }],
    ['such a game on a phone', { host: '192.168.1.7:4100', origin: 'http://192.168.1.7:5173' }],
    ['an app that holds a page', { host: local, origin: 'capacitor://localhost' }],
    ['a page of 127.0.0.2', { host: local, origin: 'http://127.0.0.2:9' }],
    ['a page over IPv6', { host: '[::1]:4100', origin: 'http://[::1]:5173' }],
    ['a page of a project', { host: local, origin: 'http://mine.localhost' }],
    ['a page of the settings', { host: local, origin: 'https://game.example' }],
    ['a tunnel of the settings', { host: 'game.example', origin: 'https://game.example' }],
    ['a link on another page', { host: local, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('of %s is answered', (_, headers) => {
    expect(foreignCaller(headers, callers)).toBeUndefined();
  });

  it.each([
    ['by a name that resolves here (DNS rebinding)', { host: 'rebind.example:4100' }, 'rebind.example'],
    [
      'of the page of that name',
      { host: 'rebind.example:4100', origin: 'http://rebind.example:4100' },
      'The host rebind.example',
    ],
    ['of a page of another site', { host: local, origin: evil }, evil],
    ['of a page of another machine', { host: local, origin: 'http://192.168.1.9' }, '192.168.1.9'],
    ['of a name that begins as ours', { host: local, origin: 'http://127.0.0.1.evil.example' }, 'evil'],
    ['of a name that ends as ours', { host: local, origin: 'http://evillocalhost' }, 'evillocalhost'],
    ['of another scheme', { host: local, origin: 'http://game.example' }, 'http://game.example'],
    ['of a sandboxed page', { host: local, origin: 'null' }, 'null'],
    [
      'of an image in another page',
      { host: local, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      'another origin',
    ],
  ])('%s is refused', (_, headers, says) => {
    expect(foreignCaller(headers, callers)).toContain(says);
  });

  it('of any page and by any name is answered where the settings say so', () => {
    const open = { allowOrigins: ['*'], listensOn: '127.0.0.1' };
    expect(foreignCaller({ host: 'rebind.example', origin: evil }, open)).toBeUndefined();
  });
});
