import { describe, expect, it } from '@jest/globals';
import { type RefusedCommand, readRefusedLine, refusedLine } from '../../contract/refused-line';
import { logLine, readLogTime } from '../../local/realtime/process/logger';

const matchId = '7d1f5a90-2c3b-4d4e-8f6a-9b0c1d2e3f4a';
const refused: RefusedCommand = {
  seat: 1,
  code: 'illegal-command',
  message: 'row 2 says "no"\nand more',
  sequence: 7,
};

describe('a refusal in the log of a script', () => {
  const at = new Date(Date.UTC(2026, 10, 28, 9, 5, 7, 42));
  const line = logLine(at, 'info', 'server.js', 12, refusedLine(matchId, refused)).trimEnd();

  it('is one line that is parsed back, with its time', () => {
    expect(line.split('\n')).toHaveLength(1);
    expect(readRefusedLine(line)).toEqual(refused);
    expect(readLogTime(line)).toBe(at.getTime());
  });

  it.each([
    ['another line', logLine(at, 'info', 'server.js', 12, `match ${matchId}: seat 1 is given up`)],
    ['an unknown code', line.replace('illegal-command', 'bad-mood')],
    ['a truncated line', line.slice(0, -3)],
    ['text that the rules wrote after it', `${line} `],
  ])('is not %s', (_, other) => {
    expect(readRefusedLine(other)).toBeUndefined();
  });

  it('has no time where it continues an earlier line', () => {
    expect(readLogTime('    at somewhere')).toBeUndefined();
  });
});
