import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFiles } from '../../../../local/realtime/fleet/log-files';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-process-logs-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Logs of 100 bytes each, of which each is a minute newer than its predecessor. */
function write(count: number): void {
  for (let index = 0; index < count; index += 1) {
    const file = path.join(folder, `${index}.log`);
    fs.writeFileSync(file, 'x'.repeat(100));
    fs.utimesSync(file, index * 60, index * 60);
  }
}
const left = (): readonly string[] => fs.readdirSync(folder).sort();

describe('the logs of script processes', () => {
  it.each([
    ['files', { files: 2, bytes: 100_000 }],
    ['bytes', { files: 100, bytes: 250 }],
  ])('are limited by the number of %s: the newest are kept, and those in use', (_what, limits) => {
    write(6);
    fs.writeFileSync(path.join(folder, 'authority.pem'), 'another file');
    new LogFiles(limits).trim(folder, [{ plan: { logFile: path.join(folder, '0.log') } }]);
    expect(left()).toEqual(['0.log', '4.log', '5.log', 'authority.pem']);
  });

  it('are the newest 200 when nothing else is said', () => {
    write(203);
    new LogFiles().trim(folder, []);
    expect(left()).toHaveLength(200);
    expect(left()).not.toContain('2.log');
  });

  it('may be gone', () => {
    expect(() => new LogFiles().trim(path.join(folder, 'nowhere'), [])).not.toThrow();
  });
});
