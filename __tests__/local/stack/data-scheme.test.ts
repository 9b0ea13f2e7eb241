import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { claimData } from '../../../local/stack/data-scheme';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-scheme-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let folder: string;
let said: string[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 'data-'));
  said = [];
});
const laptop = { environment: 'laptop', region: 'us-east-1' };
const claim = (owner = laptop): void => claimData(folder, owner, (line) => said.push(line));
const put = (name: string, text: string): void => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};

describe('a data folder', () => {
  it('is claimed once and continues silently', () => {
    claim();
    put('dynamodb/CURRENT', 'rows');
    claim();
    expect(said).toEqual([]);
    expect(fs.readFileSync(path.join(folder, 'dynamodb', 'CURRENT'), 'utf8')).toBe('rows');
  });

  it('of an earlier scheme is set aside whole, each time in a folder of its own', () => {
    put('turnlift.json', '{"scheme":2,"environment":"laptop","region":"us-east-1"}');
    put('dynamodb/CURRENT', 'old rows');
    put('gamelift/state/log', 'old fleets');
    put('logs/stack.log', 'lines');
    claim();
    expect(said).toEqual([
      expect.stringMatching(
        /are of an earlier Turnlift, .* kept in .*earlier-1, and this start begins with empty data/,
      ),
    ]);
    expect(fs.readFileSync(path.join(folder, 'earlier-1', 'dynamodb', 'CURRENT'), 'utf8')).toBe('old rows');
    expect(fs.readFileSync(path.join(folder, 'earlier-1', 'gamelift', 'state', 'log'), 'utf8')).toBe(
      'old fleets',
    );
    expect(fs.existsSync(path.join(folder, 'dynamodb'))).toBe(false);
    put('dynamodb/CURRENT', 'newer rows');
    put('turnlift.json', '{"scheme":1,"environment":"laptop","region":"us-east-1"}');
    claim();
    expect(fs.readFileSync(path.join(folder, 'earlier-2', 'dynamodb', 'CURRENT'), 'utf8')).toBe('newer rows');
  });

  it('of an earlier scheme that is still in use is left in place', () => {
    put('turnlift.json', '{"scheme":2,"environment":"laptop","region":"us-east-1"}');
    put('dynamodb/CURRENT', 'old rows');
    // The test's own parent lives as long as the test does.
    put('gamelift/gamelift.lock', JSON.stringify({ pid: process.ppid }));
    expect(() => claim()).toThrow(/is in use by another/);
    expect(fs.existsSync(path.join(folder, 'dynamodb', 'CURRENT'))).toBe(true);
  });

  it('continues with the marker of a version that wrote no checksum', () => {
    put('turnlift.json', '{"scheme":3,"environment":"laptop","region":"us-east-1"}');
    put('dynamodb/CURRENT', 'rows');
    claim();
    claim();
    expect(said).toEqual([]);
  });

  it('is refused by name, with its data in place, when its marker is missing or damaged in any bit', () => {
    put('dynamodb/CURRENT', 'rows');
    const marker = path.join(folder, 'turnlift.json');
    const refusal = (state: string): string =>
      `${marker} is ${state}, which names the owner of these data. Put a copy back, or save what can be ` +
      `saved: npm run repair -- --data ${folder}.`;
    expect(() => claim()).toThrow(refusal('missing'));
    fs.rmSync(path.join(folder, 'dynamodb'), { recursive: true });
    claim();
    put('dynamodb/CURRENT', 'rows');
    const whole = fs.readFileSync(marker);
    const damages = [Buffer.from(''), Buffer.from('x\n'), Buffer.alloc(whole.length), whole.subarray(0, -10)];
    for (const [place, byte] of whole.entries()) {
      const flipped = Buffer.from(whole);
      flipped[place] = byte ^ 0x01;
      // The line's end does not count.
      if (place < whole.length - 1) damages.push(flipped);
    }
    for (const damaged of damages) {
      fs.writeFileSync(marker, damaged);
      expect(() => claim()).toThrow(refusal('damaged'));
    }
    expect(said).toEqual([]);
    expect(fs.readFileSync(path.join(folder, 'dynamodb', 'CURRENT'), 'utf8')).toBe('rows');
  });

  it('of another environment or region, or of a later Turnlift, is refused with the next steps', () => {
    claim();
    expect(() => claim({ ...laptop, environment: 'prod' })).toThrow(
      /are of the environment laptop, not prod: choose another folder with --data DIR/,
    );
    expect(() => claim({ ...laptop, region: 'eu-west-1' })).toThrow(
      /are of the region us-east-1, not eu-west-1/,
    );
    put('turnlift.json', '{"scheme":99,"environment":"laptop","region":"us-east-1"}');
    expect(() => claim()).toThrow(/were written by a later Turnlift: update this one/);
  });
});
