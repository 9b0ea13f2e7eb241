import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { Artifacts } from '../../stacks/artifacts';
import { deterministicZip } from '../../tools/build/zip';
import { projectFolder, synthesize, writeScript } from './support/synthesis';

describe('synth stops with one line that names the zip', () => {
  let folder: string;
  beforeEach(() => {
    folder = projectFolder();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  /** The line with which synth stops. */
  const line = (): string => {
    try {
      synthesize(folder, ['dev']);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      expect(said).not.toContain('\n');
      return said;
    }
    throw new Error('it was not refused');
  };

  it('for a function whose handler is not a function', () => {
    const zip = path.join(folder, 'build', 'functions', 'matches.zip');
    const write = (text: string): void =>
      fs.writeFileSync(zip, deterministicZip({ 'index.mjs': Buffer.from(text) }));
    // Synth reads zips by this class; one case goes the whole way.
    const checked = (): unknown => new Artifacts(path.join(folder, 'build')).function('matches');
    for (const [text, what] of [
      ['export const handler = 1;', 'the value 1'],
      ["const a$ = 'text'; export { a$ as handler };", 'the value "text"'],
      ['export let handler = { call() {} };', 'an object'],
      ['export const handler = [() => 1];', 'a list'],
      ['var a = null; export { other, a as handler }; function other() {}', 'the value null'],
      ['export class handler {}', 'a class'],
    ] as const) {
      write(text);
      expect(checked).toThrow(
        `the handler of index.mjs is ${what} and not a function, so Lambda could not call it: correct functions/matches/index.ts; then run npm run build`,
      );
    }
    for (const text of [
      'export async function handler() {}',
      'export const handler = async () => 1;',
      'const make = (a, b = 1) => () => a + b; var c = make({}); export { c as handler };',
      'let handler; handler = () => 1; export { handler };',
      'let handler = null; handler = async () => 1; export { handler };',
      'const wrap = [(next) => next]; export const handler = wrap.reduceRight((n, w) => w(n), () => 1);',
      'export const handler = [(next) => next].reduceRight((n, w) => w(n), () => 1);',
      'export const handler = { async handler() {} }.handler;',
      'export const handler = [\n  () => 1,\n  // two lines\n  () => 2,\n][0];',
      'const text = `\nvar handler = 1;\n`; export async function handler() { return text; }',
    ]) {
      write(text);
      expect(checked).not.toThrow();
    }
    write('export const handler = 1;');
    expect(line()).toMatch(/^build\/functions\/matches\.zip: the handler of index\.mjs is the value 1 and/);
  });

  it('for a zip with files outside of it, or with more bytes than its directory knows', () => {
    const zip = path.join(folder, 'build', 'functions', 'matches.zip');
    const handler = strToU8('export const handler = async () => 1;');
    for (const name of ['../x', 'a/../../x', '/x', '..\\x', 'C:\\x']) {
      fs.writeFileSync(zip, zipSync({ 'index.mjs': handler, [name]: handler }));
      expect(line()).toBe(
        `build/functions/matches.zip: is not a zip that can be read (${JSON.stringify(name)} would be unpacked outside of it): run npm run build`,
      );
    }
    const whole = Buffer.from(zipSync({ 'index.mjs': handler, 'a..b/x': handler }));
    fs.writeFileSync(zip, whole);
    expect(() => synthesize(folder, ['dev'])).not.toThrow();
    fs.writeFileSync(zip, Buffer.concat([whole, Buffer.from('more')]));
    expect(line()).toMatch(/matches\.zip: is not a zip that can be read \(it has 4 bytes that do not fit/);
    writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} };' });
    fs.writeFileSync(zip, whole);
    const script = path.join(folder, 'build', 'realtime-server.zip');
    fs.writeFileSync(script, zipSync({ 'server.js': handler, '../x.js': handler }));
    expect(line()).toMatch(/^build\/realtime-server\.zip: .*"\.\.\/x\.js" would be unpacked outside of it/);
  });

  it('for a zip in which bytes of a file are damaged', () => {
    // Stored and not packed, so that only the checksum shows the change.
    const stored = (name: string, text: string): Uint8Array => {
      const zip = zipSync({ [name]: strToU8(text), 'other.txt': strToU8('other') }, { level: 0 });
      zip[Buffer.from(zip).indexOf('damaged')] = 'D'.charCodeAt(0);
      return zip;
    };
    fs.writeFileSync(
      path.join(folder, 'build', 'functions', 'matches.zip'),
      stored('index.mjs', "export const handler = async () => 'damaged';"),
    );
    expect(line()).toMatch(
      /^build\/functions\/matches\.zip: the checksum of index\.mjs is wrong, .*npm run build$/,
    );
    fs.writeFileSync(
      path.join(folder, 'build', 'realtime-server.zip'),
      stored('server.js', "exports.ssExports = { init() {} }; 'damaged';"),
    );
    expect(line()).toMatch(/^build\/realtime-server\.zip: the checksum of server\.js is wrong/);
  });

  it('for a script that ends its process while it is loaded, as if it had succeeded', () => {
    const ends = (text: string, loads = 'exports.ssExports = { init() {} };'): string => {
      writeScript(folder, { 'server.js': `${text} ${loads}` });
      return line();
    };
    expect(ends('process.exit();')).toMatch(
      /^build\/realtime-server\.zip: server\.js ends its process when it is loaded \(without a word\): no fleet/,
    );
    expect(ends('console.error("MY_SETTING is missing"); process.exit(0);')).toContain(
      '(MY_SETTING is missing)',
    );
    // What it writes while it is loaded is its own matter.
    writeScript(folder, { 'server.js': 'console.log("x"); exports.ssExports = { init() {} };' });
    expect(() => synthesize(folder, ['dev'])).not.toThrow();
  });
});
