import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { commandId, type MatchId } from '../../../core/ids';
import {
  type CommandEntry,
  type EndEntry,
  type MatchAction,
  type MatchEnding,
} from '../../../core/match/log';
import { createMatchStore } from '../../../store/match-store';
import { type MatchStore } from '../../../store/matches';
import { aConduct } from '../../support/headers';
import { type Database, names, openDatabase, quickRetries } from '../database';

export let database: Database;
export let matches: MatchStore;

export const play = (
  sequence: number,
  command: MatchAction = { kind: 'play', command: { cell: sequence } },
  seat = sequence % 2,
): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}-${seat}`),
  seat,
  at: 1000 + sequence,
  action: command,
});
export const winAt = (endedAt = Date.UTC(2026, 10, 22, 12)): MatchEnding => ({
  result: { places: [1, 2], reason: 'line' },
  endedAt,
  commands: 5,
  conduct: aConduct(),
});

export const end = (sequence: number, reason: EndEntry['reason'] = 'server-lost'): EndEntry => ({
  kind: 'end',
  sequence,
  at: 1000 + sequence,
  reason,
});

export async function listUnattended(store: MatchStore, before: number): Promise<readonly MatchId[]> {
  const all: MatchId[] = [];
  for await (const page of store.unattended(before)) all.push(...page);
  return all;
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useMatchStores(): void {
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(async () => {
    await database.close();
  });
  beforeEach(() => {
    database.dynamodb.faults.set({});
    matches = createMatchStore(database.client, names, { retry: quickRetries() });
  });
}
