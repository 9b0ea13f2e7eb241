import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type PlayerId, playerId } from '../../../core/ids';
import { newSecret } from '../../../functions/shared/identity/secrets';
import { signAccessToken } from '../../../functions/shared/identity/tokens';
import { createPlayersApp } from '../../../functions/players/app';
import { probeMs } from '../../../functions/players/health';
import { firstKeySet, type KeySet } from '../../../functions/shared/identity/key-set';
import { createIdentityProofs } from '../../../functions/shared/identity/identity-proof';
import { createAccountStore } from '../../../store/accounts';
import { createErasure } from '../../../store/erasure';
import { createIdentityStore } from '../../../store/identities';
import { createInvitationStore } from '../../../store/invitations';
import { createPlayerExports } from '../../../store/player-export';
import { createWriteProbe } from '../../../store/write-probe';
import { tableNames } from '../support/backend';
import { startGameLift } from '../support/gamelift';
import { ask } from '../support/in-process';
import { openSession } from '../support/signed-in';
import { startStores } from '../support/stores';

/** The time at which each test begins: the apps of this file run in this process, on real stores. */
export const start = 1_800_000_000_000;
export const clock = { time: start };
export const now = (): number => clock.time;
export let stores: Awaited<ReturnType<typeof startStores>>;
export let gamelift: Awaited<ReturnType<typeof startGameLift>>;
let keys: KeySet;

function accountStores() {
  const { documents, sessions, players, matches, tickets } = stores;
  const more = {
    players,
    matches,
    tickets,
    sessions,
    accounts: createAccountStore(documents, tableNames),
    identities: createIdentityStore(documents, tableNames),
    invitations: createInvitationStore(documents, tableNames, { now }),
  };
  return {
    ...more,
    erasure: createErasure(documents, tableNames),
    exports: createPlayerExports(documents, tableNames, more),
    probe: createWriteProbe(documents, tableNames, probeMs),
    proofs: createIdentityProofs([], { fetch: () => Promise.reject(new Error('no provider')), now }),
  };
}

export const playersApp = (more: Partial<Parameters<typeof createPlayersApp>[0]> = {}) =>
  createPlayersApp({
    ...accountStores(),
    reservedNames: [],
    gamelift: gamelift.client,
    records: stores.records,
    rewards: stores.rewards,
    signingKeys: { read: () => Promise.resolve(keys) },
    issuer: 'https://api.example.com',
    attemptsPerAddress: 3,
    addressOf: () => undefined,
    newId: randomUUID,
    newSecret,
    signAccessToken,
    now,
    ...more,
  });

export interface Guest {
  readonly id: PlayerId;
  readonly secret: string;
  readonly claims: Readonly<Record<string, unknown>>;
}
export async function guest(): Promise<Guest> {
  const { body } = await ask(playersApp(), 'POST', '/v1/players', { body: { displayName: 'Ada' } });
  const id = playerId(String(body['playerId']));
  return { id, secret: String(body['secret']), claims: await openSession(stores.documents, id) };
}

/** The claims of a new session's access token. */
export async function signIn({ id, secret }: Guest): Promise<Guest['claims']> {
  const { body } = await ask(playersApp(), 'POST', '/v1/sessions', { body: { playerId: id, secret } });
  return decodeJwt(String(body['accessToken']));
}

/** Starts the stores and the local GameLift of a suite before its tests, and closes them after it. */
export function useAppStores(): void {
  beforeAll(async () => {
    [stores, gamelift, keys] = await Promise.all([
      startStores(),
      startGameLift(),
      firstKeySet(Math.floor(start / 1000)),
    ]);
  });
  afterAll(async () => {
    await gamelift.close();
    await stores.close();
  });
  beforeEach(() => {
    clock.time = start;
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
}
