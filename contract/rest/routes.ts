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
import { getLeaderboard, getStanding, listLeaderboards } from './leaderboards';
import { getHistory, getMatch, getMatchLog, rejoinMatch } from './matches';
import { createPlayer, getMe, getPlayer, updateMe } from './players';
import { getHealth, getJwks, getOpenApi, getOpenIdConfiguration } from './service';
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
  getHistory,
  listLeaderboards,
  getLeaderboard,
  getStanding,
  getJwks,
  getOpenIdConfiguration,
  getOpenApi,
  getHealth,
];
