import { createHmac } from 'node:crypto';
import { deletePlayer, exportPlayer, replaceSecret } from '../../contract/rest/accounts';
import { type StoredAccount, type SecretRotation } from '../../store/account-row';
import { type Standing } from '../../core/ranking/standing';
import { type TicketRecord } from '../../store/ticket-record';
import { type HttpApp } from '../shared/http/app';
import { limitAttempts } from '../shared/http/attempts';
import { fieldsOfInvitation } from '../shared/http/invitation-document';
import { type Caller, callerOf } from '../shared/http/claims';
import { signedInCaller } from '../shared/http/open-session';
import { ApiProblem } from '../shared/http/problem';
import { refuseBanned } from '../shared/identity/bans';
import { secretHashOf, newSecret, sameHash } from '../shared/identity/secrets';
import { log } from '../shared/log';
import { leaveQueue } from '../shared/tickets/leave-queue';
import { type PlayersDependencies } from './dependencies';
import { freshSession } from './fresh-session';
import { sessionDocument } from './session-list';

/** How long a repeated request gets the same new secret: the first answer may have been lost. */
const repeatMs = 600_000;
/** The maximum number of new secrets, and of exports, of one player within five minutes. */
const maxSecrets = 10;
const maxExports = 5;
const keptOut = { 'cache-control': 'no-store' };

/** Adds the routes of a new secret, of all that is stored of a player, and of deletion. */
export function addAccountRoutes(app: HttpApp, dependencies: PlayersDependencies): void {
  addSecretRoute(app, dependencies);
  addDeletionRoute(app, dependencies);
  addExportRoute(app, dependencies);
}

function addSecretRoute(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, sessions, accounts, now } = dependencies;
  app.openapi(replaceSecret.schemas, async (c) => {
    const caller = callerOf(c);
    const { playerId } = caller;
    await limitAttempts(players, 'secret', playerId, maxSecrets, Math.floor(now() / 1000));
    const account = await accounts.get(playerId);
    if (account === undefined || account.deletedAt !== undefined) throw new ApiProblem('sign-in-required');
    refuseBanned(account, now());
    // The authorizer checked this header. Only its hash is kept, so only its bearer can repeat the request.
    const proof = c.req.header('authorization') ?? '';
    const secret =
      repeatedSecret(account, proof, now()) ??
      (await rotateSecret(dependencies, account, caller, proof, c.req.valid('json').refreshToken));
    await sessions.removeFamilies(playerId);
    return c.json({ playerId, secret }, 201, keptOut);
  });
}

/** The secret that the same request got before, as long as the account has not changed since. */
function repeatedSecret(
  { secretRotation, secretHash }: StoredAccount,
  proof: string,
  now: number,
): string | undefined {
  if (secretRotation === undefined || now - secretRotation.at > repeatMs) return undefined;
  if (!sameHash(secretHashOf(proof), secretRotation.proofHash)) return undefined;
  const secret = secretOf(secretRotation.salt, proof);
  return secretHashOf(secret) === secretHash ? secret : undefined;
}

async function rotateSecret(
  dependencies: PlayersDependencies,
  account: StoredAccount,
  caller: Caller,
  proof: string,
  refreshToken: string | undefined,
): Promise<string> {
  const { accounts, now } = dependencies;
  await freshSession(dependencies, caller, refreshToken);
  const rotation: SecretRotation = { proofHash: secretHashOf(proof), salt: newSecret(), at: now() };
  const secret = secretOf(rotation.salt, proof);
  if (await accounts.replaceSecret(account, secretHashOf(secret), rotation)) {
    log('info', 'a secret was replaced', { playerId: account.playerId });
    return secret;
  }
  // Another request was faster. If it was a repetition of this one, both get its secret.
  const latest = await accounts.get(account.playerId);
  const repeated = latest === undefined ? undefined : repeatedSecret(latest, proof, now());
  if (repeated === undefined) throw new ApiProblem('sign-in-required', 'The session has ended.');
  return repeated;
}

function addDeletionRoute(app: HttpApp, dependencies: PlayersDependencies): void {
  const { accounts, erasure, now } = dependencies;
  app.openapi(deletePlayer.schemas, async (c) => {
    const caller = callerOf(c);
    const { playerId } = caller;
    const account = await accounts.get(playerId);
    // Deleting twice has the same effect as once: the session of the first request is gone.
    if (account?.deletedAt === undefined) {
      refuseBanned(account, now());
      await freshSession(dependencies, caller);
      await accounts.remove(playerId, now(), { by: 'player' });
      log('info', 'a player was deleted', { playerId });
    }
    // The task repeats this, and covers the other tables. It is done here so that the identity is free at
    // once, and no player is matched with one who is gone.
    await leaveQueue(dependencies, playerId, 'deleted').catch((error: unknown) => {
      log('warn', 'the ticket of a deleted player is left to the sweeper', { playerId, error });
    });
    await erasure.account(playerId, { standings: false });
    return c.body(null, 204);
  });
}

function addExportRoute(app: HttpApp, dependencies: PlayersDependencies): void {
  const { players, exports, now } = dependencies;
  app.openapi(exportPlayer.schemas, async (c) => {
    const { playerId } = await signedInCaller(dependencies, c);
    await limitAttempts(players, 'export', playerId, maxExports, Math.floor(now() / 1000));
    const stored = await exports.of(playerId, now());
    if (stored === undefined) throw new ApiProblem('player-not-found');
    const { sessions, tickets, invitations, standings, ...rest } = stored;
    return c.json(
      {
        ...rest,
        standings: standings.map(standingDocument),
        sessions: sessions.map(sessionDocument),
        tickets: tickets.map(storedTicket),
        invitations: invitations.map(fieldsOfInvitation),
      },
      200,
      keptOut,
    );
  });
}

/** A ticket without its connection, which is of no use later, and without its owner. */
function storedTicket({ connection: _, completedAt: __, playerId: ___, ...ticket }: TicketRecord) {
  return ticket;
}

/** A secret of 256 bits, which can be derived only from salt and proof together. */
function secretOf(salt: string, proof: string): string {
  return createHmac('sha256', salt).update(proof, 'utf8').digest('base64url');
}

function standingDocument({ game, ...counted }: Standing): {
  game: string;
  values: Record<string, unknown>;
} {
  return { game, values: counted };
}
