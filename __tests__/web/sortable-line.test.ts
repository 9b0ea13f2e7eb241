import { expect, it } from '@jest/globals';
import { logLine } from '../../local/realtime/process/logger';
import { sortableLine } from '../../web/console/sortable-line';

it('lines of a log sort by their times as pages show them', () => {
  const second = Date.UTC(2026, 10, 29, 6, 58, 58);
  const lines = [0, 6, 96, 100, 960].map((at) =>
    sortableLine(logLine(new Date(second + at), 'info', 'server.js', 7, 'placed').trimEnd()),
  );
  expect(lines).toEqual([...lines].sort());
  expect(lines[1]).toBe('29 Nov 2026 06:58:58,006 [INFO] (server.js) 7: placed');
  expect(sortableLine('    at 06:58:58,96 of a stack')).toBe('    at 06:58:58,96 of a stack');
});
