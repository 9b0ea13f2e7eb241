import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandId } from '../../core/ids';
import { type CommandEntry } from '../../core/match/log';
import { createMatchStore } from '../../store/match-store';
import { aConduct } from '../support/headers';
import { aGameSession, aHeader, type Database, names, openDatabase, quickRetries } from './database';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(async () => {
  await database.close();
});

const play = (sequence: number): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}`),
  seat: sequence % 2,
  at: 1000 + sequence,
  action: { kind: 'play', command: { cell: sequence } },
});

it('a match that ends between the reads of log and row is taken over with its whole log', async () => {
  const owner = createMatchStore(database.client, names, { retry: quickRetries() });
  const header = aHeader();
  await owner.claim(header, aGameSession());
  await owner.append(header.matchId, 1, play(1));

  const client = database.newClient();
  let readLog: () => void = () => undefined;
  const logIsRead = new Promise<void>((resolve) => {
    readLog = resolve;
  });
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'GetItemCommand') {
          await logIsRead;
          await owner.append(header.matchId, 1, play(2));
          const result = { places: [1, 2], reason: 'line' };
          await owner.finish(header.matchId, { result, endedAt: 2000, commands: 2, conduct: aConduct() });
        }
        const answer = await next(args);
        if (commandName === 'QueryCommand') readLog();
        return answer;
      },
    { step: 'initialize', priority: 'low', name: 'late row' },
  );
  const late = createMatchStore(client, names, { retry: quickRetries() });
  const taken = await late.takeOver(header.matchId, { gameSessionId: aGameSession() });
  expect(taken).toMatchObject({ status: 'finished', entries: [play(1), play(2)] });
});
