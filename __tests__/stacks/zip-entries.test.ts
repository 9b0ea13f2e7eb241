import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { Artifacts } from '../../stacks/artifacts';
import { projectFolder } from './support/synthesis';

const code = strToU8('export const handler = () => 1;');
const script = strToU8('exports.ssExports = { init() {} };');
/** An entry as Unix stores it. */
const withMode = (mode: number): [Uint8Array, { os: number; attrs: number }] => [
  code,
  { os: 3, attrs: (mode << 16) >>> 0 },
];
/** Where the directory begins whose only entry is index.mjs. */
const directory = (zip: Buffer): number => zip.indexOf('PK\u0001\u0002', 0, 'latin1');
const changed = (files: Zippable, change: (zip: Buffer) => void): Buffer => {
  const zip = Buffer.from(zipSync({ 'index.mjs': code, ...files }));
  change(zip);
  return zip;
};

/** Every occurrence of a name becomes another one of the same length. */
const renamed = (files: Zippable, from: string, to: string): Buffer =>
  Buffer.from(
    Buffer.from(zipSync({ 'index.mjs': code, ...files }))
      .toString('latin1')
      .replaceAll(from, to),
    'latin1',
  );

describe('a zip', () => {
  let folder: string;
  beforeAll(() => {
    folder = projectFolder();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const said = (use: () => unknown): string => {
    try {
      use();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'accepted';
  };
  const ofFunction = (bytes: Uint8Array): string => {
    fs.writeFileSync(path.join(folder, 'build', 'functions', 'matches.zip'), bytes);
    return said(() => new Artifacts(path.join(folder, 'build')).function('matches', {}));
  };
  const ofScript = (bytes: Uint8Array): string => {
    fs.writeFileSync(path.join(folder, 'build', 'realtime-server.zip'), bytes);
    return said(() => new Artifacts(path.join(folder, 'build')).script('/local/game/server.js'));
  };

  it.each<[string, Uint8Array, string]>([
    ['climbs out', zipSync({ 'index.mjs': code, '../x': code }), '"../x" would be unpacked outside of it'],
    ['is absolute', zipSync({ 'index.mjs': code, '/x': code }), '"/x" would be unpacked outside of it'],
    ['has NUL in it', zipSync({ 'a\0b': code }), '"a\\u0000b" has a control character in its name'],
    ['has a line in it', zipSync({ 'a\nb': code }), '"a\\nb" has a control character in its name'],
    ['is a dot', zipSync({ '.': code }), '"." is not the name of a file'],
    ['occurs twice', renamed({ 'indey.mjs': code }, 'indey.mjs', 'index.mjs'), '"index.mjs" occurs twice'],
    [
      'is there by two names',
      zipSync({ 'index.mjs': code, './index.mjs': code }),
      '"index.mjs" occurs twice',
    ],
    ['is a folder too', zipSync({ 'lib/a.mjs': code, lib: code }), '"lib" is a file and a folder'],
    ['is a folder too, after it', zipSync({ lib: code, 'lib/a.mjs': code }), '"lib" is a file and a folder'],
    [
      'is another one in its own header',
      changed({}, (zip) => zip.write('indez.mjs', 30)),
      '"index.mjs" is called "indez.mjs" in its own header',
    ],
    [
      'has no header',
      changed({}, (zip) => zip.writeUInt32LE(7, directory(zip) + 42)),
      '"index.mjs" has no header where the directory says',
    ],
  ])('whose entry %s is refused with the name of both', (_name, bytes, words) => {
    expect(ofFunction(bytes)).toBe(`build/functions/matches.zip: ${words}: run npm run build`);
  });

  it.each<[string, Uint8Array, string]>([
    [
      'is encrypted, says its directory',
      changed({}, (zip) => zip.writeUInt8(1, directory(zip) + 8)),
      'is encrypted',
    ],
    ['is encrypted, says its header', changed({}, (zip) => zip.writeUInt8(1, 6)), 'is encrypted'],
    [
      'has an uncommon method',
      changed({}, (zip) => zip.writeUInt16LE(12, directory(zip) + 10)),
      'is packed by method 12: services unpack 0 and 8',
    ],
    [
      'has the mode 000',
      zipSync({ 'index.mjs': withMode(0o100000) }),
      "has the mode 000, so the service's own user could not read it: give it 644",
    ],
    [
      'has no mode at all',
      zipSync({ 'index.mjs': withMode(0) }),
      "has the mode 000, so the service's own user could not read it: give it 644",
    ],
    [
      'may be read by its owner alone',
      zipSync({ 'index.mjs': withMode(0o100600) }),
      "has the mode 600, so the service's own user could not read it: give it 644",
    ],
    [
      'is a link',
      zipSync({ 'index.mjs': withMode(0o120777) }),
      'is a symbolic link: put the file itself into it',
    ],
    ['is a pipe', zipSync({ 'index.mjs': withMode(0o010644) }), 'is neither a file nor a folder'],
  ])('whose file %s is refused with its name', (_what, bytes, words) => {
    expect(ofFunction(bytes)).toBe(`build/functions/matches.zip: "index.mjs" ${words}: run npm run build`);
  });

  it('with a folder that the service could not enter is refused', () => {
    const zip = (mode: number): Uint8Array =>
      zipSync({
        'index.mjs': code,
        'lib/': [new Uint8Array(), { os: 3, attrs: ((0o040000 | mode) << 16) >>> 0 }],
      });
    expect(ofFunction(zip(0o744))).toBe(
      `build/functions/matches.zip: "lib/" has the mode 744, so the service's own user could not read ` +
        'it: give it 755: run npm run build',
    );
    expect(ofFunction(zip(0o755))).toBe('accepted');
  });

  it('that works is accepted, with folders, names of any language and modes of any system', () => {
    expect(
      ofFunction(
        zipSync({
          'index.mjs': withMode(0o100644),
          'run.sh': withMode(0o100755),
          'lib/': new Uint8Array(),
          'lib/a.mjs': code,
          './b..c/d.mjs': code,
          'Index.mjs': code,
          'größe.json': code,
        }),
      ),
    ).toBe('accepted');
    // Without the flag for UTF-8, a name is in the code page of its maker.
    const latin = renamed({ 'groAe.json': code }, 'groAe.json', 'gro\u00dfe.json');
    expect(ofFunction(latin)).toBe('accepted');
  });

  it('of the script is held to the same', () => {
    expect(ofScript(zipSync({ 'server.js': script }))).toBe('accepted');
    expect(ofScript(zipSync({ 'server.js': script, 'a.js': withMode(0o120777) }))).toBe(
      'build/realtime-server.zip: "a.js" is a symbolic link: put the file itself into it: run npm run build',
    );
  });

  it('of a function has at most what Lambda takes, packed and unpacked', () => {
    const megabyte = 1024 * 1024;
    // Sizes as the directory has them: nothing is unpacked to find out.
    const claims = (bytes: number): Buffer =>
      changed({}, (zip) => zip.writeUInt32LE(bytes, directory(zip) + 24));
    expect(ofFunction(claims(300 * megabyte))).toBe(
      'build/functions/matches.zip: its files have 300.0 MB together, and Lambda unpacks at most ' +
        '250.0 MB: import less in game/, then run npm run build',
    );
    expect(ofFunction(zipSync({ 'index.mjs': code }))).toBe('accepted');
    const zip = path.join(folder, 'build', 'functions', 'matches.zip');
    fs.truncateSync(zip, 51 * megabyte);
    expect(said(() => new Artifacts(path.join(folder, 'build')).function('matches', {}))).toBe(
      'build/functions/matches.zip: has 51.0 MB, and Lambda takes at most 50.0 MB: import less in ' +
        'game/, then run npm run build',
    );
  });
});
