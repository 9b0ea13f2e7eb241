import backend from '../../game';
import { onlyImproves } from '../../core/ranking/improving';
import { createBoardEntries } from '../../store/board-entries';
import { createBoardPeriods } from '../../store/board-periods';
import { createDocumentClient } from '../../store/client';
import { defaultRetryPolicy as retry } from '../../store/contention';
import { readEnvironment } from '../shared/environment';
import { leaderboardEntries as declaration } from './declaration';
import { followPlayers } from './follow';

const { playersTable, leaderboardsTable, ranksTable } = readEnvironment(...declaration.environment);
const client = createDocumentClient();
const now = Date.now;
const entries = createBoardEntries(
  client,
  { players: playersTable, leaderboards: leaderboardsTable },
  backend.boards.map((board) => ({ ...board, onlyImproves: onlyImproves(board) })),
  createBoardPeriods(client, ranksTable, retry, now),
  { retry, now },
);

/** The stream of the players table calls this. */
export const handler = (event: unknown): Promise<void> => followPlayers(entries, backend.boards, event);
