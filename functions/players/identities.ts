import {
  createIdentityNonce,
  linkIdentity,
  listIdentities,
  listIdentityProviders,
  unlinkIdentity,
} from '../../contract/rest/identities';
import { type IdentityProvider } from '../../contract/identity-providers';
import { type PlayerId } from '../../core/ids';
import { type HttpApp } from '../shared/http/app';
import { limitAttempts } from '../shared/http/attempts';
import { callerOf } from '../shared/http/claims';
import { signedInCaller } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { refuseBanned } from '../shared/identity/bans';
import { secretHashOf, newSecret } from '../shared/identity/secrets';
import { log } from '../shared/log';
import { type PlayersDependencies } from './dependencies';
import { freshSession } from './fresh-session';
import { verifyIdentity } from './verify-identity';

/** How long a player may take to sign in at a provider, in seconds. */
const nonceSeconds = 600;
const keptOut = { 'cache-control': 'no-store' };

/** Adds the routes of identities of other providers by which a player signs in. */
export function addIdentityRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, accounts, identities, proofs, attemptsPerAddress, addressOf, now } = dependencies;

  app.openapi(listIdentityProviders.schemas, (c) =>
    c.json({ items: proofs.providers.map(providerDocument) }, 200, {
      'cache-control': 'public, max-age=300',
    }),
  );

  app.openapi(createIdentityNonce.schemas, async (c) => {
    const nowSeconds = Math.floor(now() / 1000);
    await limitAttempts(players, 'identity', addressOf(c), attemptsPerAddress, nowSeconds);
    const nonce = newSecret();
    await identities.issueNonce(secretHashOf(nonce), nowSeconds + nonceSeconds);
    return c.json({ nonce, expiresIn: nonceSeconds }, 201, keptOut);
  });

  app.openapi(listIdentities.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    return c.json(await identitiesDocument(playerId), 200, keptOut);
  });

  app.openapi(linkIdentity.schemas, async (c) => {
    const caller = callerOf(c);
    const { playerId } = caller;
    await limitAttempts(players, 'identity', addressOf(c), attemptsPerAddress, Math.floor(now() / 1000));
    await freshSession(dependencies, caller);
    refuseBanned(await accounts.get(playerId), now());
    const identity = await verifyIdentity(dependencies, c.req.valid('json'), `link ${playerId}`);
    const outcome = await identities.link(playerId, { ...identity, linkedAt: now() });
    switch (outcome) {
      case 'linked':
        log('info', 'an identity was linked', { playerId, provider: identity.provider });
        return c.json(await identitiesDocument(playerId), 201, keptOut);
      case 'elsewhere':
        throw new ApiProblem('identity-linked-elsewhere');
      case 'another-linked':
        throw new ApiProblem('provider-linked');
      case 'no-player':
        throw new ApiProblem('player-not-found');
    }
  });

  app.openapi(unlinkIdentity.schemas, async (c) => {
    const caller = callerOf(c);
    const { provider } = c.req.valid('param');
    await freshSession(dependencies, caller);
    await identities.unlink(caller.playerId, provider, now());
    log('info', 'an identity was unlinked', { playerId: caller.playerId, provider });
    return c.body(null, 204);
  });

  async function identitiesDocument(playerId: PlayerId) {
    const linked = await identities.identitiesOf(playerId);
    return { items: linked.map(({ provider, linkedAt }) => ({ provider, linkedAt })) };
  }
}

/** A provider as clients need it: the address of its sign-in, and our client id there. */
function providerDocument(provider: IdentityProvider) {
  return provider.kind === 'oidc'
    ? {
        provider: provider.name,
        kind: provider.kind,
        issuer: provider.issuer,
        audiences: [...provider.audiences],
      }
    : {
        provider: provider.name,
        kind: provider.kind,
        endpoint: provider.endpoint,
        returnTo: [...provider.returnTo],
      };
}
