import { endSession, listSessions } from '../../contract/rest/sessions';
import { type OpenSession } from '../../store/session-row';
import { type HttpApp } from '../shared/http/app';
import { signedInCaller } from '../shared/http/open-session';
import { type PlayersDependencies } from './dependencies';

/** The maximum number of sessions of one answer. */
const maxSessions = 100;

/** Adds the routes of a player's sessions. */
export function addSessionListRoutes(
  app: HttpApp,
  dependencies: Pick<PlayersDependencies, 'sessions' | 'now'>,
): void {
  const { sessions, now } = dependencies;
  app.openapi(listSessions.schemas, async (c) => {
    const { playerId, sessionId } = await signedInCaller(dependencies, c);
    const open = await sessions.sessionsOf(playerId, Math.floor(now() / 1000));
    const items = open
      .slice(0, maxSessions)
      .map((session) => ({ ...sessionDocument(session), current: session.sessionId === sessionId }));
    return c.json({ items }, 200, { 'cache-control': 'no-store' });
  });

  app.openapi(endSession.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    await sessions.endFamily(playerId, c.req.valid('param').id);
    return c.body(null, 204);
  });
}

/** A session as its player sees it: times in milliseconds, as everywhere in the API. */
export function sessionDocument({ sessionId, device, openedAt, lastUsedAt, expiresAt }: OpenSession) {
  return {
    sessionId,
    ...(device === undefined ? {} : { device }),
    openedAt: openedAt * 1000,
    lastUsedAt: lastUsedAt * 1000,
    expiresAt: expiresAt * 1000,
  };
}
