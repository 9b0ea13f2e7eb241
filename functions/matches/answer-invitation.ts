import { type PlayerId } from '../../core/ids';
import { type Invitation } from '../../store/invitation';
import { mayPlay } from '../../store/may-play';
import { ApiProblem } from '../shared/http/problem';
import { refuseTooMany } from './arrange';
import { type MatchesDependencies } from './dependencies';

/** Accepting twice has the same effect as once: the first answer may have been lost. @throws ApiProblem */
export async function acceptInvitation(
  dependencies: MatchesDependencies,
  before: Invitation,
  caller: PlayerId,
): Promise<Invitation> {
  if (before.joined.includes(caller)) return before;
  if (before.status !== 'open') throw ended(before);
  await takeOutRemoved(dependencies, before);
  await refuseTooMany(dependencies, caller, 'invitation');
  const after = await dependencies.invitations.join(before.code, caller);
  if (after?.joined.includes(caller) === true) return after;
  throw ended(after ?? before);
}

/**
 * Takes out players who were deleted or banned, and could not come to the match. The account sweeper ends
 * their invitations within a minute, but does not know which invitations they joined by a code.
 * @throws ApiProblem `invitation-ended` when the invitation is that player's own, or to that player
 */
async function takeOutRemoved(
  { accounts, invitations, now }: Pick<MatchesDependencies, 'accounts' | 'invitations' | 'now'>,
  { code, joined, from, to }: Invitation,
): Promise<void> {
  const at = now();
  for (const player of joined) {
    if (mayPlay(await accounts.get(player), at)) continue;
    if (player !== from && !to.includes(player)) {
      await invitations.leave(code, player);
      continue;
    }
    const after = await invitations.end(code, player === from ? 'withdrawn' : 'declined');
    if (after !== undefined) throw ended(after);
  }
}

/**
 * An invited player who declines ends the invitation; one who came by the code frees the place.
 * @throws ApiProblem
 */
export async function declineInvitation(
  { invitations }: Pick<MatchesDependencies, 'invitations'>,
  before: Invitation,
  caller: PlayerId,
): Promise<Invitation> {
  if (before.from === caller) throw new ApiProblem('not-invited', 'The inviter withdraws it instead.');
  if (before.status === 'declined' && before.to.includes(caller)) return before;
  if (before.status !== 'open') throw ended(before);
  const after = before.to.includes(caller)
    ? await invitations.end(before.code, 'declined')
    : await invitations.leave(before.code, caller);
  if (after?.status === 'begun') throw ended(after);
  return after ?? before;
}

/** Withdrawing an invitation that ended without a match has no effect. @throws ApiProblem */
export async function withdrawInvitation(
  { invitations }: Pick<MatchesDependencies, 'invitations'>,
  before: Invitation,
  caller: PlayerId,
): Promise<Invitation> {
  if (before.from !== caller) throw new ApiProblem('not-invited', 'Only the inviter may withdraw it.');
  const after = await invitations.end(before.code, 'withdrawn');
  if (after?.status === 'begun') throw ended(after);
  return after ?? before;
}

export const ended = ({ status }: Pick<Invitation, 'status'>): ApiProblem =>
  new ApiProblem(
    'invitation-ended',
    status === 'open'
      ? 'The last place was taken.'
      : status === 'begun'
        ? 'The match has begun.'
        : `The invitation is ${status}.`,
  );
