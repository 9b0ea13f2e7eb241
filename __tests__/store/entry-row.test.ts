import { describe, expect, it } from '@jest/globals';
import { commandId, matchId } from '../../core/ids';
import { type LogEntry } from '../../core/match/log';
import { entryRow, readEntry, UnreadableEntry } from '../../store/entry-row';

const match = matchId('00000000-0000-4000-8000-000000000001');
const command: LogEntry = {
  kind: 'command',
  sequence: 1,
  at: 5,
  seat: 0,
  commandId: commandId('c1'),
  action: { kind: 'play', command: { cells: [1, 0.1, null], text: 'ä' } },
};

describe('rows of a log', () => {
  it.each<LogEntry>([
    command,
    { ...command, action: { kind: 'abandon', everyone: true } },
    { ...command, lagMs: 120 },
    { ...command, action: { kind: 'offer', offer: 'takeback' } },
    { ...command, action: { kind: 'return', awayMs: 4000 } },
    { kind: 'timeout', sequence: 2, at: 6, seats: [0, 2] },
    { kind: 'timeout', sequence: 2, at: 6, seats: [1], commands: [{ cell: 3 }] },
    { kind: 'claim', sequence: 2, at: 6, epoch: 2 },
    { kind: 'claim', sequence: 2, at: 6, epoch: 2, aliveAt: 4 },
    { kind: 'sleep', sequence: 3, at: 7, epoch: 3 },
    { kind: 'end', sequence: 4, at: 8, reason: 'rules-failed' },
  ])('are read as they were written: $kind', (entry) => {
    expect(readEntry(entryRow(match, entry, { epoch: 2 }))).toEqual(entry);
  });

  it('without a kind are commands, as all were once', () => {
    const { kind: _kind, ...old } = entryRow(match, command, { epoch: 1 });
    expect(readEntry(old)).toEqual(command);
  });

  it.each([
    ['an unknown kind', { kind: 'dance' }, 'kind'],
    ['an invalid seat', { seat: '0' }, 'seat'],
    ['an action that is not JSON', { action: '{' }, 'JSON'],
    ['an unknown action', { action: '{"kind":"cheat"}' }, 'action.kind'],
    ['a command id with a space', { commandId: 'c 1' }, 'command id'],
    ['a sequence number of 0', { sequence: 0 }, 'sequence'],
    ['a negative lag', { lagMs: -1 }, 'lagMs'],
  ])('are refused with %s', (_, change, named) => {
    const read = () => readEntry({ ...entryRow(match, command, { epoch: 1 }), ...change });
    expect(read).toThrow(UnreadableEntry);
    expect(read).toThrow(named);
    expect(read).toThrow('L#00000001');
  });
});
