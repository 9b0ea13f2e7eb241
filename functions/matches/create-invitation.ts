import { type z } from '@hono/zod-openapi';
import { invitationLimits } from '../../contract/invitation-status';
import { type inviteSchema } from '../../contract/rest/invitations';
import { invitationCode, matchId, playerId, type PlayerId } from '../../core/ids';
import { banInForce } from '../../store/bans';
import { type Invitation } from '../../store/invitation';
import { TooManyInvitations } from '../../store/invitations';
import { checkSeat, askedGame, invalidField, askedOptions, askedSeats } from '../shared/http/asked-game';
import { ApiProblem } from '../shared/http/problem';
import { refuseTooMany } from './arrange';
import { type MatchesDependencies } from './dependencies';

type NewInvitation = z.output<typeof inviteSchema>;

/** @throws ApiProblem naming the field that does not fit, or the limit that is reached */
export async function createInvitation(
  dependencies: MatchesDependencies,
  caller: PlayerId,
  body: NewInvitation,
): Promise<Invitation> {
  const { backend, invitations, now, newId, newCode } = dependencies;
  const game = askedGame(backend, body.game);
  const options = askedOptions(game, body.options);
  const to = invitedOf(body, caller);
  const seats = askedSeats(game, body.seats ?? (to.length === 0 ? undefined : to.length + 1));
  if (to.length > 0 && to.length !== seats - 1)
    throw invalidField('/to', `must name ${seats - 1} players for a match of ${seats} seats, or none`);
  checkSeat(body.seat, seats);
  await Promise.all(to.map((id) => refuseUninvitable(dependencies, id)));
  await refuseTooMany(dependencies, caller, 'invitation');
  const createdAt = now();
  const seconds = body.expiresInSeconds ?? invitationLimits.expirySeconds.otherwise;
  return invitations
    .create({
      code: invitationCode(newCode()),
      matchId: matchId(newId()),
      from: caller,
      to,
      game: game.name,
      options,
      seats,
      ...(body.seat === undefined ? {} : { seat: body.seat }),
      createdAt,
      openUntil: createdAt + seconds * 1000,
      ...(body.requestId === undefined ? {} : { requestId: body.requestId }),
    })
    .catch((error: unknown) => {
      if (!(error instanceof TooManyInvitations)) throw error;
      const whose = error.whose === caller ? 'You have' : `Player ${error.whose} has`;
      throw new ApiProblem('too-many-invitations', `${whose} too many open invitations.`);
    });
}

/** The players who are invited, each once; none: any player who has the code. */
function invitedOf({ to }: NewInvitation, caller: PlayerId): readonly PlayerId[] {
  const asked = to === undefined ? [] : typeof to === 'string' ? [to] : to;
  const invited = [...new Set(asked.map((id) => playerId(id)))];
  if (invited.includes(caller)) throw invalidField('/to', 'must not be yourself');
  return invited;
}

async function refuseUninvitable({ accounts, now }: MatchesDependencies, id: PlayerId): Promise<void> {
  const account = await accounts.get(id);
  if (account === undefined || account.deletedAt !== undefined)
    throw invalidField('/to', `must be players: there is no player ${id}`);
  if (banInForce(account.ban, now()) !== undefined)
    throw invalidField('/to', `must be players who may play: player ${id} is banned`);
}
