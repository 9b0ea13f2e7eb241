import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { createAccountTaskStore } from '../../store/account-tasks';
import { createAccountStore } from '../../store/accounts';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createErasure } from '../../store/erasure';
import { createPlayerEntries } from '../../store/player-entries';
import { createTicketStore } from '../../store/tickets';
import { readEnvironment } from '../shared/environment';
import { type AccountSweep, sweepAccounts } from './sweep';

const { playersTable, ticketsTable, matchesTable, leaderboardsTable } = readEnvironment(
  'playersTable',
  'ticketsTable',
  'matchesTable',
  'leaderboardsTable',
);
const names = {
  players: playersTable,
  tickets: ticketsTable,
  matches: matchesTable,
  leaderboards: leaderboardsTable,
};
const documents = createDocumentClient();
const dependencies = {
  tasks: createAccountTaskStore(documents, names),
  accounts: createAccountStore(documents, names),
  erasure: createErasure(documents, names),
  boards: createPlayerEntries(documents, leaderboardsTable, { retry, now: Date.now }),
  tickets: createTicketStore(documents, names),
  gamelift: new GameLiftClient(),
  now: Date.now,
};

/** EventBridge calls this every minute. */
export function handler(): Promise<AccountSweep> {
  return sweepAccounts(dependencies);
}
