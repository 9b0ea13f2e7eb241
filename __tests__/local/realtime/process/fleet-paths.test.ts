import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { onThisMachine } from '../../../../local/realtime/process/fleet-paths';

describe("paths of a fleet's machine", () => {
  const folders = { '/local/game': path.resolve('game'), '/local/gamemetadata': path.resolve('metadata') };

  it.each([
    ['/local/game', path.resolve('game')],
    ['/local/game/lib/a.js', path.resolve('game/lib/a.js')],
    ['/local/gamemetadata/gamelift-metadata.json', path.resolve('metadata/gamelift-metadata.json')],
    ['/local/games/a.js', '/local/games/a.js'],
    ['local/game/a.js', 'local/game/a.js'],
    ['/etc/hosts', '/etc/hosts'],
    [7, 7],
    [undefined, undefined],
  ])('%j lies at %j', (named, there) => {
    expect(onThisMachine(named, folders)).toBe(there);
  });

  it('may be file URLs', () => {
    if (process.platform !== 'win32')
      expect(onThisMachine(pathToFileURL('/local/game/a.js'), folders)).toBe(path.resolve('game/a.js'));
  });
});
