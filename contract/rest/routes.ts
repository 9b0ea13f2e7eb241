import { deletePlayer, exportPlayer, replaceSecret } from './accounts';
import { type RestRoute } from './declaration';
import { listGames } from './games';
import {
  createIdentityNonce,
  linkIdentity,
  listIdentities,
  listIdentityProviders,
  unlinkIdentity,
} from './identities';
import {
  comparePlayers,
  getLeaderboard,
  getLeaderboardAsPlayer,
  getMyNeighbours,
  getMyStanding,
  getNeighbours,
  getStanding,
  listLeaderboards,
  listLeaderboardsAsPlayer,
  listPeriods,
} from './leaderboards';
import { answerInvitation, createInvitation, getInvitation, withdrawInvitation } from './invitations';
import { getHistory, getMatch, getMatchLog, rejoinMatch } from './matches';
import { startPractice } from './practice';
import { createPlayer, getMe, getPlayer, updateMe } from './players';
import { rematch } from './rematch';
import { commandMatch, getMatchSeat } from './seats';
import { watchMatch } from './watch';
import { getHealth, getJwks, getOpenApi, getOpenIdConfiguration } from './service';
import { getHeadToHead, getRatingCurve, getRewards, getStatistics } from './statistics';
import { createSession, deleteSession, endSession, listSessions } from './sessions';
import { answerTicket, cancelTicket, createTicket, getTicket } from './tickets';

/**
 * Every route of the API. The local HTTP API, the cloud's and the OpenAPI document are made from this list.
 */
export const routes: readonly RestRoute[] = [
  createPlayer,
  getMe,
  updateMe,
  getPlayer,
  deletePlayer,
  exportPlayer,
  replaceSecret,
  listIdentities,
  linkIdentity,
  unlinkIdentity,
  listIdentityProviders,
  createIdentityNonce,
  getStatistics,
  getRatingCurve,
  getHeadToHead,
  getRewards,
  createSession,
  listSessions,
  deleteSession,
  listGames,
  endSession,
  createTicket,
  getTicket,
  cancelTicket,
  answerTicket,
  getMatch,
  getMatchLog,
  rejoinMatch,
  rematch,
  startPractice,
  createInvitation,
  getInvitation,
  answerInvitation,
  withdrawInvitation,
  getMatchSeat,
  commandMatch,
  watchMatch,
  getHistory,
  listLeaderboards,
  listPeriods,
  getLeaderboard,
  getStanding,
  getNeighbours,
  listLeaderboardsAsPlayer,
  getLeaderboardAsPlayer,
  getMyStanding,
  getMyNeighbours,
  comparePlayers,
  getJwks,
  getOpenIdConfiguration,
  getOpenApi,
  getHealth,
];
