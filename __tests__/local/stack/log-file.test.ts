import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFile } from '../../../local/stack/log-file';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-log-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("the stack's log", () => {
  it('says in words that a file is in the place of its folder', () => {
    fs.writeFileSync(path.join(folder, 'logs'), '');
    expect(() => new LogFile(path.join(folder, 'logs'))).toThrow(/logs is a file; a folder is needed there/);
  });

  it('begins a new file at its limit, keeps some older files, and continues after a restart', async () => {
    const limits = { maxBytes: 1000, older: 2 };
    for (const run of [0, 1]) {
      const log = new LogFile(folder, limits);
      for (let line = 0; line < 40; line += 1)
        log.write('part', `${run}-${String(line).padStart(2, '0')} ${'x'.repeat(40)}`);
      await log.close();
    }
    expect(fs.readdirSync(folder).sort()).toEqual(['stack.log', 'stack.log.1', 'stack.log.2']);
    const kept = ['stack.log.2', 'stack.log.1', 'stack.log'].map((name) =>
      fs.readFileSync(path.join(folder, name), 'utf8'),
    );
    for (const text of kept) expect(text.length).toBeLessThanOrEqual(1000);
    const numbers = kept.join('').match(/\d-\d\d(?= x)/g) ?? [];
    // The newest lines, without a gap.
    expect(numbers.at(-1)).toBe('1-39');
    expect(numbers).toEqual(
      numbers.map((_, index) => `1-${String(40 - numbers.length + index).padStart(2, '0')}`),
    );
  });

  it('continues in memory when it cannot be written', () => {
    const log = new LogFile(folder, { maxBytes: 60, older: 1 });
    log.write('part', 'the first line');
    fs.rmSync(folder, { recursive: true });
    log.write('part', 'a line for a new file');
    expect(log.recent().map(({ text }) => text)).toEqual([
      'the first line',
      'a line for a new file',
      expect.stringMatching(/^stack\.log is not written any more: /),
    ]);
    fs.mkdirSync(folder);
  });
});
