import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFile } from '../../../local/stack/log-file';
import { canMount, makeTinyDisk } from '../dynamodb/tiny-disk';

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

  it('continues in memory when it cannot be written, and in its file when it can', async () => {
    const log = new LogFile(folder, { maxBytes: 60, older: 1 });
    log.write('part', 'the first line');
    fs.rmSync(folder, { recursive: true });
    log.write('part', 'a line for a new file');
    expect(log.recent().map(({ text }) => text)).toEqual([
      'the first line',
      'a line for a new file',
      expect.stringMatching(/^stack\.log is not written until the disk takes lines again: /),
    ]);
    fs.mkdirSync(folder);
    await log.close();
  });
});

const onATinyDisk = canMount() ? describe : describe.skip;

onATinyDisk("the stack's log on a disk that is full (needs root, to mount one)", () => {
  it.each([
    ['all lines', 10, false],
    ['the newest lines', 700, true],
  ])('continues in its file once there is room, with %s of the time between', (_what, count, isOver) => {
    const disk = makeTinyDisk(1024 * 1024);
    if (!disk) throw new Error('a disk could be mounted a moment ago');
    const log = new LogFile(path.join(disk.folder, 'logs'));
    try {
      log.write('part', 'before');
      for (const round of [1, 2]) {
        disk.fill(0);
        // Until its page is full.
        for (let line = 0; line < 60; line += 1) log.write('filler', 'x'.repeat(100));
        for (let line = 0; line < count; line += 1) log.write('part', `${round}-${line}`);
        disk.free();
        log.write('part', `${round}-after`);
      }
      const text = fs.readFileSync(log.file, 'utf8');
      for (const round of [1, 2]) {
        const said = [...text.matchAll(new RegExp(`^\\S+ part: (${round}-.*)$`, 'gm'))].map(
          ([, line]) => line,
        );
        const all = [...Array.from({ length: count }, (_, line) => `${round}-${line}`), `${round}-after`];
        expect(said).toEqual(all.slice(-said.length));
        expect(said.length).toBeGreaterThan(Math.min(count, 490));
      }
      expect(text.match(/ log: stack\.log is written again\.$/gm)).toHaveLength(2);
      // The rest of a page may have room for this line and not for the next.
      const told = text.match(/ log: [1-9]\d* lines are missing here$/gm) ?? [];
      expect(told.length >= 2).toBe(isOver);
      // No line is there in part.
      expect(text).toMatch(/^(\S+Z (part|filler|log): .+\n)+$/);
    } finally {
      void log.close();
      disk.remove();
    }
  });
});
