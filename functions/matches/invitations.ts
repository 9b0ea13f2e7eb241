import {
  answerInvitation,
  createInvitation,
  getInvitation,
  type InvitationDocument,
  withdrawInvitation,
} from '../../contract/rest/invitations';
import { invitationLimits } from '../../contract/invitation-status';
import { invitationCode, matchId, playerId, type PlayerId } from '../../core/ids';
import { Chance, seededChance } from '../../core/match/chance';
import { shuffled } from '../../core/shuffle';
import { arrangedTeams } from '../../definition/arranged-teams';
import { type Invitation, TooManyInvitations } from '../../store/invitations';
import { type HttpApp } from '../shared/http/app';
import { checkSeat, gameOf, invalidField, optionsOf, seatsOf } from '../shared/http/asked-game';
import { callerOf } from '../shared/http/claims';
import { invitationFields } from '../shared/http/invitation-document';
import { ApiProblem } from '../shared/http/problem';
import { type MatchesDependencies } from './dependencies';
import { arrangeMatch, refuseTooMany } from './arrange';
import { admitted } from './players';

/** Adds the routes by which players invite one another to a match. */
export function addInvitationRoutes(app: HttpApp, dependencies: MatchesDependencies): void {
  const { backend, invitations, accounts, matches, now, newId, newSeed, newCode } = dependencies;

  app.openapi(createInvitation.schemas, async (c) => {
    const caller = callerOf(c).playerId;
    const body = c.req.valid('json');
    const game = gameOf(backend, body.game);
    const options = optionsOf(game, body.options);
    const asked = body.to === undefined ? [] : typeof body.to === 'string' ? [body.to] : body.to;
    const to = [...new Set(asked.map((id) => playerId(id)))];
    if (to.includes(caller)) throw invalidField('/to', 'must not be yourself');
    const seats = seatsOf(game, body.seats ?? (to.length === 0 ? undefined : to.length + 1));
    if (to.length > 0 && to.length !== seats - 1)
      throw invalidField('/to', `must name ${seats - 1} players for a match of ${seats} seats, or none`);
    checkSeat(body.seat, seats);
    await admitted(dependencies, caller);
    await Promise.all(to.map(refuseStranger));
    await refuseTooMany(dependencies, caller, 'invitation');
    const createdAt = now();
    const seconds = body.expiresInSeconds ?? invitationLimits.expirySeconds.otherwise;
    const invitation = await invitations
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
    return c.json(await documentOf(invitation, caller), 201, {
      'cache-control': 'no-store',
      location: `/v1/invitations/${invitation.code}`,
    });
  });

  app.openapi(getInvitation.schemas, async (c) => {
    const caller = callerOf(c).playerId;
    const invitation = await known(c.req.valid('param').code, caller);
    return c.json(await documentOf(invitation, caller), 200, { 'cache-control': 'no-store' });
  });

  app.openapi(answerInvitation.schemas, async (c) => {
    const caller = callerOf(c).playerId;
    const { accept } = c.req.valid('json');
    const before = await known(c.req.valid('param').code, caller);
    const after = accept ? await accepted(before, caller) : await declined(before, caller);
    return c.json(await documentOf(after, caller), 200, { 'cache-control': 'no-store' });
  });

  app.openapi(withdrawInvitation.schemas, async (c) => {
    const caller = callerOf(c).playerId;
    const before = await known(c.req.valid('param').code, caller);
    if (before.from !== caller) throw new ApiProblem('not-invited', 'Only the inviter may withdraw it.');
    const after = await invitations.end(before.code, 'withdrawn');
    // Withdrawing an invitation that ended without a match has no effect.
    if (after?.status === 'begun') throw ended(after);
    return c.json(await documentOf(after ?? before, caller), 200, { 'cache-control': 'no-store' });
  });

  async function accepted(before: Invitation, caller: PlayerId): Promise<Invitation> {
    // Accepting twice has the same effect as once: the first answer may have been lost.
    if (before.joined.includes(caller)) return before;
    if (before.status !== 'open') throw ended(before);
    await admitted(dependencies, caller);
    await refuseTooMany(dependencies, caller, 'invitation');
    const after = await invitations.join(before.code, caller);
    if (after?.joined.includes(caller) === true) return after;
    throw ended(after ?? before);
  }

  /** An invited player who declines ends the invitation; one who came by the code frees the place. */
  async function declined(before: Invitation, caller: PlayerId): Promise<Invitation> {
    if (before.from === caller) throw new ApiProblem('not-invited', 'The inviter withdraws it instead.');
    if (before.status === 'declined' && before.to.includes(caller)) return before;
    if (before.status !== 'open') throw ended(before);
    const after = before.to.includes(caller)
      ? await invitations.end(before.code, 'declined')
      : await invitations.leave(before.code, caller);
    if (after?.status === 'begun') throw ended(after);
    return after ?? before;
  }

  /** Players who were not invited get the same answer as for an invitation that does not exist. */
  async function known(code: string, caller: PlayerId): Promise<Invitation> {
    const invitation = await invitations.get(invitationCode(code));
    if (invitation === undefined) throw new ApiProblem('invitation-not-found');
    const { to, from } = invitation;
    if (to.length > 0 && caller !== from && !to.includes(caller))
      throw new ApiProblem('invitation-not-found');
    return invitation;
  }

  async function refuseStranger(id: PlayerId): Promise<void> {
    const account = await accounts.get(id);
    if (account === undefined || account.deletedAt !== undefined)
      throw invalidField('/to', `must be players: there is no player ${id}`);
  }

  /** An invitation as a player may see it. Reading one that has begun ensures that its match exists. */
  async function documentOf(invitation: Invitation, caller: PlayerId): Promise<InvitationDocument> {
    const fields = invitationFields(invitation);
    if (invitation.status !== 'begun' || !invitation.joined.includes(caller)) return fields;
    const { header } = (await matches.get(invitation.matchId)) ?? (await begin(invitation));
    return { ...fields, match: { matchId: header.matchId, seat: header.seats.indexOf(caller) } };
  }

  function begin({ matchId: id, game: name, options, seats, seat, joined, from }: Invitation) {
    const game = gameOf(backend, name);
    const drawn = shuffled(joined, new Chance(seededChance(newSeed())));
    const others = drawn.filter((player) => player !== from);
    return arrangeMatch(dependencies, {
      matchId: id,
      game,
      options,
      sitters: seat === undefined ? drawn : [...others.slice(0, seat), from, ...others.slice(seat)],
      teams: arrangedTeams(backend, game, seats),
      origin: 'invitation',
    });
  }
}

const ended = ({ status }: Invitation): ApiProblem =>
  new ApiProblem(
    'invitation-ended',
    status === 'open'
      ? 'The last place was taken.'
      : status === 'begun'
        ? 'The match has begun.'
        : `The invitation is ${status}.`,
  );
