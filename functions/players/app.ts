import { listIdentityProviders } from '../../contract/rest/identities';
import { getPlayer } from '../../contract/rest/players';
import { getHealth, getJwks, getOpenIdConfiguration } from '../../contract/rest/service';
import { getHeadToHead, getRatingCurve, getRewards, getStatistics } from '../../contract/rest/statistics';
import { createApp, type HttpApp } from '../shared/http/app';
import { ApiProblem } from '../shared/http/problem';
import { answerUnchanged } from '../shared/http/unchanged';
import { publicKeys } from '../shared/identity/key-set';
import { addAccountRoutes } from './account';
import { type PlayersDependencies } from './dependencies';
import { createHealth } from './health';
import { addIdentityRoutes } from './identities';
import { addProfileRoutes } from './profiles';
import { addSessionListRoutes } from './session-list';
import { addSessionRoutes } from './sign-in';
import { addStatisticsRoutes } from './statistics';

/** Authorizers cache keys for hours; five minutes apply to all other caches. */
const keysAreCached = 'public, max-age=300';

/** The routes of functions/players. */
export function createPlayersApp(dependencies: PlayersDependencies): HttpApp {
  const { signingKeys, issuer, now } = dependencies;
  const health = createHealth(dependencies);
  const app = createApp();
  answerUnchanged(app, [
    ...[getJwks, getOpenIdConfiguration, listIdentityProviders],
    ...[getPlayer, getStatistics, getRatingCurve, getHeadToHead, getRewards],
  ]);
  addProfileRoutes(app, dependencies);
  addStatisticsRoutes(app, dependencies);
  addSessionRoutes(app, dependencies);
  addSessionListRoutes(app, dependencies);
  addIdentityRoutes(app, dependencies);
  addAccountRoutes(app, dependencies);

  app.openapi(getJwks.schemas, async (c) => {
    const keys = await signingKeys.read();
    if (keys === undefined) throw new ApiProblem('no-signing-keys', undefined, {}, { 'retry-after': '60' });
    return c.json(publicKeys(keys), 200, { 'cache-control': keysAreCached });
  });

  app.openapi(getOpenIdConfiguration.schemas, (c) =>
    c.json(
      {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        token_endpoint: `${issuer}/v1/sessions`,
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      200,
      { 'cache-control': keysAreCached },
    ),
  );

  app.openapi(getHealth.schemas, async (c) => {
    const [keys, trouble] = await Promise.all([signingKeys.read(), health()]);
    if (trouble !== undefined)
      throw new ApiProblem('unavailable', `Nothing can be written: ${trouble}.`, {}, { 'retry-after': '1' });
    if (keys === undefined) throw new ApiProblem('no-signing-keys', undefined, {}, { 'retry-after': '60' });
    return c.json({ status: 'ok' as const, time: now() }, 200, { 'cache-control': 'no-store' });
  });

  return app;
}
