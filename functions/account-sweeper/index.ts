import { GameLiftClient } from '@aws-sdk/client-gamelift';
import backend from '../../game';
import { onlyImproves } from '../../core/ranking/improving';
import { createAccountTaskStore } from '../../store/account-tasks';
import { createAccountStore } from '../../store/accounts';
import { createBoardEntries } from '../../store/board-entries';
import { createBoardPeriods } from '../../store/board-periods';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { createErasure } from '../../store/erasure';
import { createTicketStore } from '../../store/tickets';
import { readEnvironment } from '../shared/environment';
import { type AccountSweep, sweepAccounts } from './sweep';

const { playersTable, ticketsTable, matchesTable, leaderboardsTable, ranksTable } = readEnvironment(
  'playersTable',
  'ticketsTable',
  'matchesTable',
  'leaderboardsTable',
  'ranksTable',
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
  boards: createBoardEntries(
    documents,
    names,
    backend.boards.map((board) => ({ ...board, onlyImproves: onlyImproves(board) })),
    createBoardPeriods(documents, ranksTable, retry, Date.now),
    { retry, now: Date.now },
  ),
  tickets: createTicketStore(documents, names),
  gamelift: new GameLiftClient(),
  now: Date.now,
};

/** EventBridge calls this every minute. */
export function handler(): Promise<AccountSweep> {
  return sweepAccounts(dependencies);
}
