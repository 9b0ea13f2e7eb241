import { type IdentityProof } from '../../contract/rest/identities';
import { ApiProblem } from '../shared/http/problem';
import { type ProvedIdentity } from '../shared/identity/identity-proof';
import { secretHashOf } from '../shared/identity/secrets';
import { type PlayersDependencies } from './dependencies';

/**
 * The identity that a proof proves. The proof's nonce must be ours, and is used up by it. Steam confirms an
 * assertion only once. So the same proof, for the same use and within 30 seconds, is not verified again.
 * @param use a proof for one use is invalid for another
 * @throws ApiProblem `unknown-provider`, `identity-refused`, `provider-unavailable`, `invalid-request`
 */
export async function verifyIdentity(
  { identities, proofs, now }: Pick<PlayersDependencies, 'identities' | 'proofs' | 'now'>,
  proof: IdentityProof,
  use: string,
): Promise<ProvedIdentity> {
  const nonceHash = secretHashOf(proof.nonce);
  const nowSeconds = Math.floor(now() / 1000);
  const used = await identities.useNonce(
    nonceHash,
    secretHashOf(`${use}\n${JSON.stringify(proof)}`),
    nowSeconds,
  );
  if (used === undefined)
    throw new ApiProblem('identity-refused', 'The nonce is unknown, too old, or was used before.');
  if (used.identityHash !== undefined) return { provider: proof.provider, identityHash: used.identityHash };
  const proved = await proofs.prove(proof);
  await identities.keepProof(nonceHash, proved.identityHash);
  return proved;
}
