import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { Artifacts } from '../../stacks/artifacts';
import { projectFolder, synthesize, writeScript } from './support/synthesis';

const loads = 'exports.ssExports = { init() {} };';

describe('synth tries the script', () => {
  let folder: string;
  beforeEach(() => {
    folder = projectFolder();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  /** The message of synth about a script that begins with `text`, on this Node or another. */
  const said = (text: string, node = 24): string => {
    writeScript(folder, { 'server.js': `${text} ${loads}` });
    const artifacts = new Artifacts(path.join(folder, 'build'), node);
    try {
      artifacts.script('/local/game/server.js');
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return artifacts.warnings.join('|') || 'accepted';
  };

  it('and refuses one that ends its process while it is loaded, as if it had succeeded', () => {
    expect(said('process.exit();')).toMatch(
      /realtime-server\.zip: server\.js ends its process when it is loaded \(without a word\): no fleet/,
    );
    expect(said('console.error("MY_SETTING is missing"); process.exit(0);')).toContain(
      '(MY_SETTING is missing)',
    );
    expect(said('process.exit(3);')).toContain('server.js ends its process with code 3 when it is loaded');
    expect(said('process.kill(process.pid, "SIGKILL"); for (;;);')).toContain(
      'server.js is ended by SIGKILL when it is loaded',
    );
    for (const later of ['setImmediate', 'process.nextTick', 'queueMicrotask', 'setTimeout']) {
      expect(said(`${later}(() => { throw new RangeError("late"); });`)).toContain(
        'server.js throws right after it was loaded (RangeError: late): no fleet',
      );
      expect(said(`${later}(() => process.exit(0));`)).toContain(
        'server.js ends its process right after it was loaded (without a word)',
      );
    }
    writeScript(folder, { 'server.js': `process.exit(); ${loads}` });
    expect(() => synthesize(folder, ['dev'])).toThrow(
      /^build\/realtime-server\.zip: server\.js ends its process/,
    );
  });

  it('and accepts one that lives on', () => {
    // The local GameLift logs such a promise, and its process lives on.
    expect(said('Promise.reject(new Error("x"));')).toBe('accepted');
    // Output of the script while it is loaded is allowed.
    expect(said('console.log("x");')).toBe('accepted');
  });

  it.each([
    ['RegExp.escapeOfTomorrow("a");', 'TypeError: RegExp.escapeOfTomorrow is not a function'],
    ['new ClassOfTomorrow();', 'ReferenceError: ClassOfTomorrow is not defined'],
    ['new RegExp("a", "newFlags");', "SyntaxError: Invalid flags supplied to RegExp constructor 'newFlags'"],
    ['require("node:of-tomorrow");', 'No such built-in module: node:of-tomorrow'],
  ])('and warns of one that a newer Node may load: %s', (text, words) => {
    const older = said(text, 22);
    expect(older).toContain(words);
    expect(older).toMatch(
      /^build\/realtime-server\.zip: server\.js throws when it is loaded \(.*\) by Node 22:/,
    );
    expect(older).toMatch(/the Node 24 of fleets may load it; run synth with that Node to know$/);
    expect(said(text, 24)).toContain(': no fleet would start; correct realtime-server/server.ts');
  });

  it('and refuses one that no Node loads, also by an older one', () => {
    for (const text of ['throw new Error("x");', 'require("./not-here");', '((('])
      expect(said(text, 22)).toContain(': no fleet would start');
  });
});
