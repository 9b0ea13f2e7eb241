import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { createAccountTaskStore } from '../../store/account-tasks';
import { createAccountStore } from '../../store/accounts';
import { createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createErasure } from '../../store/erasure';
import { createInvitationStore } from '../../store/invitations';
import { createPlayerEntries } from '../../store/player-entries';
import { createTicketStore } from '../../store/tickets';
import { readEnvironment } from '../shared/environment';
import { accountSweeper as declaration } from './declaration';
import { type AccountSweep, sweepAccounts } from './sweep';

const { playersTable, ticketsTable, matchesTable, leaderboardsTable, ranksTable } = readEnvironment(
  ...declaration.environment,
);
const names = {
  players: playersTable,
  tickets: ticketsTable,
  matches: matchesTable,
  leaderboards: leaderboardsTable,
};
const documents = createDocumentClient();
const now = Date.now;
const dependencies = {
  tasks: createAccountTaskStore(documents, names),
  accounts: createAccountStore(documents, names),
  erasure: createErasure(documents, names),
  leaderboards: createPlayerEntries(
    documents,
    leaderboardsTable,
    createLeaderboardPeriods(documents, ranksTable, retry, now),
    { retry, now },
  ),
  tickets: createTicketStore(documents, names),
  invitations: createInvitationStore(documents, names, { retry, now }),
  gamelift: new GameLiftClient(),
  now,
};

/** EventBridge calls this every minute. */
export function handler(): Promise<AccountSweep> {
  return sweepAccounts(dependencies);
}
