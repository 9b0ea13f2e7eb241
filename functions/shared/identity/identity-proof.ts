import { type IdentityProvider } from '../../../contract/identity-providers';
import { type IdentityProof } from '../../../contract/rest/identities';
import { ApiProblem } from '../http/problem';
import { log } from '../log';
import { createOidcVerifier, IdentityRefused, type OidcOptions } from './oidc';
import { ProviderUnavailable } from './provider-fetch';
import { secretHashOf } from './secrets';
import { verifySteam } from './steam';

/** An identity that a provider confirmed. */
export interface ProvedIdentity {
  readonly provider: string;
  /** SHA-256 of issuer and subject: only this is stored. */
  readonly identityHash: string;
}

export interface IdentityProofs {
  readonly providers: readonly IdentityProvider[];
  /**
   * Verifies a proof with its provider. (`useNonce` has checked before that the nonce is ours.)
   * @throws ApiProblem `unknown-provider`, `identity-refused`, `provider-unavailable`, `invalid-request`
   */
  prove(proof: IdentityProof): Promise<ProvedIdentity>;
}

/** Verifies proofs of the providers that the environment names. */
export function createIdentityProofs(
  providers: readonly IdentityProvider[],
  options: OidcOptions,
): IdentityProofs {
  const verifiers = new Map(
    providers.flatMap((provider) =>
      provider.kind === 'oidc' ? [[provider.name, createOidcVerifier(provider, options)] as const] : [],
    ),
  );

  async function subjectOf(provider: IdentityProvider, proof: IdentityProof): Promise<string> {
    if (provider.kind === 'steam') {
      if (!('openId' in proof)) throw wrongKind('/openId', provider);
      const nowSeconds = Math.floor(options.now() / 1000);
      return verifySteam(provider, options.fetch, proof.openId, proof.nonce, nowSeconds);
    }
    const verify = verifiers.get(provider.name);
    if (!('idToken' in proof) || verify === undefined) throw wrongKind('/idToken', provider);
    return verify(proof.idToken, proof.nonce);
  }

  return {
    providers,
    async prove(proof) {
      const provider = providers.find(({ name }) => name === proof.provider);
      if (provider === undefined)
        throw new ApiProblem('unknown-provider', `${proof.provider} is not a provider of this backend.`, {
          providers: providers.map(({ name }) => name),
        });
      try {
        const subject = await subjectOf(provider, proof);
        const issuer = provider.kind === 'oidc' ? provider.issuer : provider.claimedIdPrefix;
        return { provider: provider.name, identityHash: secretHashOf(`${issuer}\n${subject}`) };
      } catch (error) {
        if (error instanceof IdentityRefused) throw new ApiProblem('identity-refused', error.message);
        if (!(error instanceof ProviderUnavailable)) throw error;
        log('warn', 'an identity provider does not answer', { provider: provider.name, error });
        throw new ApiProblem('provider-unavailable', undefined, {}, { 'retry-after': '5' });
      }
    },
  };
}

function wrongKind(field: string, { name }: IdentityProvider): ApiProblem {
  return new ApiProblem('invalid-request', undefined, {
    errors: [{ in: 'body', field, message: `is what proves an identity of ${name}: it is missing` }],
  });
}
