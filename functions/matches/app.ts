import {
  getHistory,
  getMatch,
  getMatchLog,
  rejoinMatch as rejoinMatchRoute,
} from '../../contract/rest/matches';
import { commandMatch, getMatchSeat } from '../../contract/rest/seats';
import { watchMatch } from '../../contract/rest/watch';
import { playerId } from '../../core/ids';
import { type MatchRecord } from '../../store/matches';
import { createApp, type HttpApp } from '../shared/http/app';
import { callerOf } from '../shared/http/claims';
import { signedInCaller } from '../shared/http/open-session';
import { askedEveryTime, answerUnchanged } from '../shared/http/unchanged';
import { type MatchesDependencies } from './dependencies';
import { addInvitationRoutes } from './invitations';
import { knownMatch, lastSequenceOf, seatOf } from './known-match';
import { logPage } from './log-page';
import { matchDocument } from './match-document';
import { addPracticeRoutes } from './practice';
import { rejoinMatch } from './rejoin-match';
import { addRematchRoutes, rematchDocument } from './rematch';
import { commandSeat, seatOfMatch } from './seats';
import { watchedSteps } from './watch';

const unstored = { 'cache-control': 'no-store' } as const;

/** The routes of functions/matches. */
export function createMatchesApp(dependencies: MatchesDependencies): HttpApp {
  const app = createApp();
  answerUnchanged(app, [watchMatch, getHistory]);
  addPracticeRoutes(app, dependencies);
  addInvitationRoutes(app, dependencies);
  addRematchRoutes(app, dependencies);
  addReadingRoutes(app, dependencies);
  addSeatRoutes(app, dependencies);
  return app;
}

/** Adds the routes that show matches. */
function addReadingRoutes(app: HttpApp, dependencies: MatchesDependencies): void {
  const { matches } = dependencies;

  app.openapi(getMatch.schemas, async (c) => {
    callerOf(c);
    const match = await knownMatch(matches, c.req.valid('param').id);
    const shown = matchDocument(match, await lastSequenceOf(matches, match));
    return c.json({ ...shown, ...(await rematchOf(dependencies, match)) }, 200);
  });

  app.openapi(getMatchLog.schemas, async (c) => {
    const match = await knownMatch(matches, c.req.valid('param').id);
    // The log of a match that has ended is open to every player.
    const caller = match.status === 'active' ? await signedInCaller(dependencies, c) : callerOf(c);
    return c.json(await logPage(dependencies, match, caller.playerId, c.req.valid('query')), 200);
  });

  app.openapi(watchMatch.schemas, async (c) => {
    const match = await knownMatch(matches, c.req.valid('param').id);
    const { document, cacheControl } = await watchedSteps(dependencies, match, c.req.valid('query'));
    return c.json(document, 200, { 'cache-control': cacheControl });
  });

  app.openapi(getHistory.schemas, async (c) => {
    callerOf(c);
    const page = await matches.history(playerId(c.req.valid('param').id), c.req.valid('query'));
    return c.json(
      {
        items: page.items.map(({ bots, ...entry }) => ({
          ...entry,
          opponents: [...entry.opponents],
          teammates: [...entry.teammates],
          ...(bots === undefined ? {} : { bots: [...bots] }),
        })),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      },
      200,
      askedEveryTime,
    );
  });
}

/** Adds the routes of a player in a match of theirs. */
function addSeatRoutes(app: HttpApp, dependencies: MatchesDependencies): void {
  const { matches } = dependencies;

  app.openapi(rejoinMatchRoute.schemas, async (c) => {
    const caller = await signedInCaller(dependencies, c);
    const match = await knownMatch(matches, c.req.valid('param').id);
    const { unresponsive = false } = c.req.valid('json');
    const rejoined = await rejoinMatch(dependencies, match, caller.playerId, unresponsive);
    return c.json(rejoined, 200, unstored);
  });

  app.openapi(getMatchSeat.schemas, async (c) => {
    const caller = await signedInCaller(dependencies, c);
    const match = await knownMatch(matches, c.req.valid('param').id);
    const seat = seatOf(match, caller.playerId);
    return c.json(await seatOfMatch(dependencies, match, seat), 200, unstored);
  });

  app.openapi(commandMatch.schemas, async (c) => {
    const caller = await signedInCaller(dependencies, c);
    const match = await knownMatch(matches, c.req.valid('param').id);
    const seat = seatOf(match, caller.playerId);
    const commanded = await commandSeat(dependencies, match, seat, c.req.valid('json'));
    return c.json(commanded, 200, unstored);
  });
}

/** The players who agreed to a rematch, and the new match once it exists. */
async function rematchOf(
  { matches, rematches }: Pick<MatchesDependencies, 'matches' | 'rematches'>,
  { header, ending }: MatchRecord,
) {
  if (ending === undefined) return {};
  const agreed = await rematches.get(header.matchId);
  if (agreed === undefined) return {};
  const next = await matches.get(agreed.matchId);
  return { rematch: rematchDocument(header, agreed, next?.header) };
}
