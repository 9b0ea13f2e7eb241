import { type IdentityProof } from '../../contract/rest/identities';
import { type PlayerId } from '../../core/ids';
import { type StoredAccount } from '../../store/account-row';
import { ApiProblem } from '../shared/http/problem';
import { secretHashOf, sameHash } from '../shared/identity/secrets';
import { type PlayersDependencies } from './dependencies';
import { verifyIdentity } from './verify-identity';

/** Compared when the player is unknown, so that an unknown id takes as long as a wrong secret. */
const unknownPlayersHash = secretHashOf('unknown player');

/** @throws ApiProblem `invalid-credentials` */
export async function accountBySecret(
  { accounts }: Pick<PlayersDependencies, 'accounts'>,
  id: PlayerId,
  secret: string,
): Promise<StoredAccount> {
  const account = await accounts.get(id);
  const known = account?.secretHash;
  if (
    !sameHash(secretHashOf(secret), known ?? unknownPlayersHash) ||
    account === undefined ||
    known === undefined
  )
    throw new ApiProblem('invalid-credentials');
  return account;
}

/**
 * @param device of the session that the proof opens: the same proof opens no session of another device
 * @throws ApiProblem `identity-not-linked`, and what `verifyIdentity` throws
 */
export async function accountByIdentity(
  dependencies: PlayersDependencies,
  proof: IdentityProof,
  device: string | undefined,
): Promise<StoredAccount> {
  const { accounts, identities } = dependencies;
  const use = device === undefined ? 'sign-in' : `sign-in ${device}`;
  const { identityHash } = await verifyIdentity(dependencies, proof, use);
  const owner = await identities.playerOf(identityHash);
  const account = owner === undefined ? undefined : await accounts.get(owner);
  if (account === undefined || account.deletedAt !== undefined) throw new ApiProblem('identity-not-linked');
  return account;
}
