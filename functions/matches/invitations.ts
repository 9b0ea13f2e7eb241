import {
  answerInvitation,
  createInvitation as createInvitationRoute,
  getInvitation,
  type InvitationDocument,
  withdrawInvitation as withdrawInvitationRoute,
} from '../../contract/rest/invitations';
import { invitationCode, type PlayerId } from '../../core/ids';
import { MatchChance, seededChance } from '../../core/match/chance';
import { shuffled } from '../../core/shuffle';
import { arrangedTeams } from '../../definition/arranged-teams';
import { type Invitation } from '../../store/invitation';
import { type HttpApp } from '../shared/http/app';
import { askedGame } from '../shared/http/asked-game';
import { callerOf } from '../shared/http/claims';
import { fieldsOfInvitation } from '../shared/http/invitation-document';
import { signedInCaller } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { acceptInvitation, declineInvitation, ended, withdrawInvitation } from './answer-invitation';
import { arrangeMatch } from './arrange';
import { createInvitation } from './create-invitation';
import { type MatchesDependencies } from './dependencies';

const unstored = { 'cache-control': 'no-store' } as const;

/** Adds the routes by which players invite one another to a match. */
export function addInvitationRoutes(app: HttpApp, dependencies: MatchesDependencies): void {
  app.openapi(createInvitationRoute.schemas, async (c) => {
    const { playerId: caller } = await signedInCaller(dependencies, c);
    const invitation = await createInvitation(dependencies, caller, c.req.valid('json'));
    return c.json(await documentOf(dependencies, invitation, caller), 201, {
      ...unstored,
      location: `/v1/invitations/${invitation.code}`,
    });
  });

  app.openapi(getInvitation.schemas, async (c) => {
    const caller = callerOf(c).playerId;
    const invitation = await readKnownInvitation(dependencies, c.req.valid('param').code, caller);
    return c.json(await documentOf(dependencies, invitation, caller), 200, unstored);
  });

  app.openapi(answerInvitation.schemas, async (c) => {
    const { playerId: caller } = await signedInCaller(dependencies, c);
    const { accept } = c.req.valid('json');
    const before = await readKnownInvitation(dependencies, c.req.valid('param').code, caller);
    const answered = accept ? acceptInvitation : declineInvitation;
    const after = await answered(dependencies, before, caller);
    const document = await documentOf(dependencies, after, caller);
    // The match could not be made.
    if (after.status === 'begun' && document.status !== 'begun') throw ended(document);
    return c.json(document, 200, unstored);
  });

  app.openapi(withdrawInvitationRoute.schemas, async (c) => {
    const { playerId: caller } = await signedInCaller(dependencies, c);
    const before = await readKnownInvitation(dependencies, c.req.valid('param').code, caller);
    const after = await withdrawInvitation(dependencies, before, caller);
    return c.json(await documentOf(dependencies, after, caller), 200, unstored);
  });
}

/** Players who were not invited get the same answer as for an invitation that does not exist. */
async function readKnownInvitation(
  { invitations }: MatchesDependencies,
  code: string,
  caller: PlayerId,
): Promise<Invitation> {
  const invitation = await invitations.get(invitationCode(code));
  if (invitation === undefined) throw new ApiProblem('invitation-not-found');
  const { to, from } = invitation;
  if (to.length > 0 && caller !== from && !to.includes(caller)) throw new ApiProblem('invitation-not-found');
  return invitation;
}

/**
 * An invitation as a player may see it. Reading one that has begun ensures that its match exists. Where a
 * player of it was deleted or banned meanwhile, there is no match, and the invitation ends.
 */
async function documentOf(
  dependencies: MatchesDependencies,
  invitation: Invitation,
  caller: PlayerId,
): Promise<InvitationDocument> {
  const fields = fieldsOfInvitation(invitation);
  if (invitation.status !== 'begun' || !invitation.joined.includes(caller)) return fields;
  const match =
    (await dependencies.matches.get(invitation.matchId)) ?? (await beginMatch(dependencies, invitation));
  if (match === undefined)
    return fieldsOfInvitation((await dependencies.invitations.undo(invitation.code)) ?? invitation);
  const { header } = match;
  return { ...fields, match: { matchId: header.matchId, seat: header.seats.indexOf(caller) } };
}

/** @returns undefined when a player of it may not play any more */
function beginMatch(
  dependencies: MatchesDependencies,
  { matchId, game: name, options, seats, seat, joined, from }: Invitation,
): ReturnType<typeof arrangeMatch> {
  const { backend, newSeed } = dependencies;
  const game = askedGame(backend, name);
  const drawn = shuffled(joined, new MatchChance(seededChance(newSeed())));
  const others = drawn.filter((player) => player !== from);
  return arrangeMatch(dependencies, {
    matchId,
    game,
    options,
    sitters: seat === undefined ? drawn : [...others.slice(0, seat), from, ...others.slice(seat)],
    teams: arrangedTeams(backend, game, seats),
    origin: 'invitation',
  });
}
