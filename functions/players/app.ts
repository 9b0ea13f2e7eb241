import { type Context } from 'hono';
import { listIdentityProviders } from '../../contract/rest/identities';
import { getPlayer } from '../../contract/rest/players';
import { getHealth, getJwks, getOpenIdConfiguration } from '../../contract/rest/service';
import { getHeadToHead, getRatingCurve, getRewards, getStatistics } from '../../contract/rest/statistics';
import { type AccountStore } from '../../store/accounts';
import { type Erasure } from '../../store/erasure';
import { type IdentityStore } from '../../store/identities';
import { type InvitationStore } from '../../store/invitations';
import { type MatchStore } from '../../store/matches';
import { type PlayerExports } from '../../store/player-export';
import { type PlayerRecordStore } from '../../store/player-records';
import { type PlayerStore } from '../../store/players';
import { type RewardStore } from '../../store/rewards';
import { type SessionStore } from '../../store/sessions';
import { type TicketStore } from '../../store/tickets';
import { type WriteProbe } from '../../store/write-probe';
import { createApp, type HttpApp, type HttpEnv } from '../shared/http/app';
import { ApiProblem } from '../shared/http/problem';
import { tellUnchanged } from '../shared/http/unchanged';
import { type IdentityProofs } from '../shared/identity/identity-proof';
import { publicKeys } from '../shared/identity/key-set';
import { type SigningKeys } from '../shared/identity/signing-keys';
import { type SignAccessToken } from '../shared/identity/tokens';
import { addAccountRoutes } from './account';
import { createHealth } from './health';
import { addIdentityRoutes } from './identities';
import { addProfileRoutes } from './profiles';
import { addSessionListRoutes } from './session-list';
import { addSessionRoutes } from './sign-in';
import { addStatisticsRoutes } from './statistics';

export interface PlayersDependencies {
  readonly players: PlayerStore;
  readonly matches: Pick<MatchStore, 'running'>;
  readonly tickets: Pick<TicketStore, 'openTicketOf'>;
  readonly invitations: Pick<InvitationStore, 'openOf'>;
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
  readonly proofs: IdentityProofs;
  readonly erasure: Pick<Erasure, 'account'>;
  readonly exports: PlayerExports;
  readonly records: PlayerRecordStore;
  readonly rewards: RewardStore;
  readonly probe: WriteProbe;
  readonly signingKeys: SigningKeys;
  /** Base URL of the API, without a slash at the end. */
  readonly issuer: string;
  /**
   * The maximum number of guests that an address may register, and of sign-ins that it may try, within five
   * minutes.
   */
  readonly attemptsPerAddress: number;
  /** Words that display names must not contain. */
  readonly reservedNames: readonly string[];
  /** The address by which attempts are counted; undefined where there is none. */
  addressOf(context: Context<HttpEnv>): string | undefined;
  /** Epoch milliseconds. */
  now(): number;
  /** A new UUID. */
  newId(): string;
  /** A new secret of 256 bits, as 43 characters of base64url. */
  newSecret(): string;
  readonly signAccessToken: SignAccessToken;
}

/** Authorizers cache keys for hours; five minutes apply to all other caches. */
const keysAreCached = 'public, max-age=300';

/** The routes of functions/players. */
export function createPlayersApp(dependencies: PlayersDependencies): HttpApp {
  const { signingKeys, issuer, now } = dependencies;
  const health = createHealth(dependencies);
  const app = createApp();
  tellUnchanged(app, [
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
