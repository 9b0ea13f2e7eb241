import { createPlayer, getMe, getPlayer, updateMe } from '../../contract/rest/players';
import { reservedWordIn } from '../../core/display-name';
import { isBotId } from '../../core/bots/bot-ids';
import { playerId, type PlayerId } from '../../core/ids';
import { type PlayerRecord, type PlayerStore } from '../../store/players';
import { type HttpApp } from '../shared/http/app';
import { limitAttempts } from '../shared/http/attempts';
import { callerOf } from '../shared/http/claims';
import { fieldsOfInvitation } from '../shared/http/invitation-document';
import { signedInCaller } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { askedEveryTime } from '../shared/http/unchanged';
import { secretHashOf } from '../shared/identity/secrets';
import { type PlayersDependencies } from './dependencies';

/** Adds the routes of guests and profiles. */
export function addProfileRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  addGuestRoute(app, dependencies);
  addOwnProfileRoutes(app, dependencies);
  addProfileRoute(app, dependencies);
}

function addGuestRoute(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, attemptsPerAddress, reservedNames, addressOf, now, newId, newSecret } = dependencies;
  app.openapi(createPlayer.schemas, async (c) => {
    const { displayName } = c.req.valid('json');
    refuseReserved(displayName, reservedNames);
    await limitAttempts(players, 'register', addressOf(c), attemptsPerAddress, Math.floor(now() / 1000));
    const id = playerId(`p-${newId()}`);
    const secret = newSecret();
    const player: PlayerRecord = {
      playerId: id,
      displayName: displayName ?? `Guest ${id.slice(-4)}`,
      createdAt: now(),
    };
    await players.create(player, secretHashOf(secret));
    return c.json(
      { playerId: id, displayName: player.displayName, createdAt: player.createdAt, secret },
      201,
      { 'cache-control': 'no-store', location: `/v1/players/${id}` },
    );
  });
}

function addOwnProfileRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, matches, tickets, invitations, reservedNames } = dependencies;
  app.openapi(getMe.schemas, async (c) => {
    const { playerId: id } = await signedInCaller(dependencies, c);
    const [player, running, ticket, open] = await Promise.all([
      profile(players, id),
      matches.running(id),
      tickets.openTicketOf(id),
      invitations.openOf(id),
    ]);
    const me = {
      ...player,
      matches: running.flatMap(({ header: { matchId, game, matchmaking, seats, startedAt } }) => {
        const seat = seats.indexOf(id);
        return seat === -1 ? [] : [{ matchId, game, matchmaking, seat, startedAt }];
      }),
      tickets:
        ticket === undefined ? [] : [{ ticketId: ticket.ticketId, game: ticket.game, status: ticket.status }],
      invitations: open.map(fieldsOfInvitation),
    };
    return c.json(me, 200, { 'cache-control': 'no-store' });
  });

  app.openapi(updateMe.schemas, async (c) => {
    const { playerId: id } = await signedInCaller(dependencies, c);
    const { displayName } = c.req.valid('json');
    refuseReserved(displayName, reservedNames);
    const renamed = await players.rename(id, displayName);
    if (renamed === undefined) throw new ApiProblem('player-not-found');
    return c.json(await withStandings(players, renamed), 200, { 'cache-control': 'no-store' });
  });
}

/** Any player's profile: a player, a bot, or the name that stays of a deleted player. */
function addProfileRoute(app: HttpApp, { players, accounts }: PlayersDependencies): void {
  app.openapi(getPlayer.schemas, async (c) => {
    callerOf(c);
    const id = playerId(c.req.valid('param').id);
    const player = await players.get(id);
    if (player !== undefined) return c.json(await withStandings(players, player), 200, askedEveryTime);
    if (isBotId(id))
      return c.json(
        { playerId: id, displayName: botName, createdAt: 0, bot: true as const, standings: [] },
        200,
        askedEveryTime,
      );
    const account = await accounts.get(id);
    if (account === undefined) throw new ApiProblem('player-not-found');
    const { createdAt } = account;
    return c.json(
      { playerId: id, displayName: deletedName, createdAt, deleted: true as const, standings: [] },
      200,
      askedEveryTime,
    );
  });
}

/** The display name of bots. */
const botName = 'Bot';
/** The name of a deleted player in the histories of others. */
const deletedName = 'Deleted player';

/** @throws ApiProblem naming the reserved word in a name */
function refuseReserved(name: string | undefined, reserved: readonly string[]): void {
  const word = name === undefined ? undefined : reservedWordIn(name, reserved);
  if (word !== undefined)
    throw new ApiProblem('invalid-request', undefined, {
      errors: [{ in: 'body', field: '/displayName', message: `must not have the reserved word ${word}` }],
    });
}

async function profile(players: PlayerStore, id: PlayerId) {
  const player = await players.get(id);
  if (player === undefined) throw new ApiProblem('player-not-found');
  return withStandings(players, player);
}

async function withStandings(players: PlayerStore, player: PlayerRecord) {
  const standings = await players.standings(player.playerId);
  return {
    playerId: player.playerId,
    displayName: player.displayName,
    createdAt: player.createdAt,
    standings: standings.map(({ game, wins, losses, draws, rating, provisional }) => ({
      game,
      wins,
      losses,
      draws,
      rating,
      provisional,
    })),
  };
}
