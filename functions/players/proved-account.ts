import { type IdentityProof } from '../../contract/rest/identities';
import { type PlayerId } from '../../core/ids';
import { type Account } from '../../store/account-row';
import { ApiProblem } from '../shared/http/problem';
import { hashOf, sameHash } from '../shared/identity/secrets';
import { type PlayersDependencies } from './dependencies';
import { provedIdentity } from './proved-identity';

/** Compared when the player is unknown, so that an unknown id takes as long as a wrong secret. */
const unknownPlayersHash = hashOf('unknown player');

/** @throws ApiProblem `invalid-credentials` */
export async function accountBySecret(
  { accounts }: Pick<PlayersDependencies, 'accounts'>,
  id: PlayerId,
  secret: string,
): Promise<Account> {
  const account = await accounts.get(id);
  const known = account?.secretHash;
  if (!sameHash(hashOf(secret), known ?? unknownPlayersHash) || account === undefined || known === undefined)
    throw new ApiProblem('invalid-credentials');
  return account;
}

/** @throws ApiProblem `identity-not-linked`, and what `provedIdentity` throws */
export async function accountByIdentity(
  dependencies: PlayersDependencies,
  proof: IdentityProof,
): Promise<Account> {
  const { accounts, identities } = dependencies;
  const { identityHash } = await provedIdentity(dependencies, proof, 'sign-in');
  const owner = await identities.playerOf(identityHash);
  const account = owner === undefined ? undefined : await accounts.get(owner);
  if (account === undefined || account.deletedAt !== undefined) throw new ApiProblem('identity-not-linked');
  return account;
}
