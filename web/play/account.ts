import { signal } from '@preact/signals';
import { Turnlift } from '../../client/browser';
import { ApiError } from '../../client/errors';
import { type MeDocument, type Player } from '../../client/index';
import { apiUrl } from '../parts/api';
import { accountKept, dropAccount, keepAccount } from '../parts/kept-account';

/** A player who is signed in on this page. */
export interface SignedInPlayer {
  readonly player: Player;
  readonly displayName: string;
}

export const account = signal<SignedInPlayer | undefined>(undefined);

/** The name of the tab's account: two tabs can be two players. */
const as = (): string => new URLSearchParams(location.search).get('as') ?? '';

export const backend = new Turnlift({
  url: apiUrl(),
  onTokens: ({ playerId, refreshToken }) => {
    const known = accountKept(as());
    if (known?.playerId === playerId) keepAccount(as(), { ...known, refreshToken });
  },
});

/** The player as the sign-in has read it. */
let firstMe: { readonly me: MeDocument; readonly readAt: number } | undefined;
/** The age in milliseconds from which it is read again. */
const oldMs = 2000;

/** The player as the sign-in has just read it, once: a view that is opened by it need not ask again. */
export function takeFirstMe(): MeDocument | undefined {
  const taken = firstMe;
  firstMe = undefined;
  return taken !== undefined && performance.now() - taken.readAt < oldMs ? taken.me : undefined;
}

/** Signs in the account that this browser keeps. @returns false when there is none, or it was deleted */
export async function restore(): Promise<boolean> {
  const known = accountKept(as());
  if (known === undefined) return false;
  const { playerId, secret, refreshToken } = known;
  try {
    const player = await backend
      .signIn(refreshToken === undefined ? { playerId, secret } : { refreshToken })
      .catch((error: unknown) => {
        // The session ended, or another tab has used the token: the secret opens a new session.
        if (refreshToken === undefined || !(error instanceof ApiError) || error.status !== 401) throw error;
        return backend.signIn({ playerId, secret });
      });
    const me = await player.me();
    firstMe = { me, readAt: performance.now() };
    account.value = { player, displayName: me.displayName };
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      dropAccount(as());
      return false;
    }
    throw error;
  }
}

/** Whether the player of this page was removed: it begins again with a new one. */
export const wasRemoved = signal(false);

/** Signs out a player that is not there any more. @returns whether it was removed */
export async function signOutRemoved(): Promise<boolean> {
  const { player } = account.value ?? {};
  if (player === undefined) return false;
  try {
    await player.me();
    return false;
  } catch (error) {
    const isGone = error instanceof ApiError && (error.status === 401 || error.code === 'player-not-found');
    if (!isGone || account.value?.player !== player) return false;
    dropAccount(as());
    wasRemoved.value = true;
    account.value = undefined;
    return true;
  }
}

/** Registers a guest and keeps the account in this browser. */
export async function register(displayName: string): Promise<void> {
  const { player, secret } = await backend.register({ displayName });
  keepAccount(as(), { playerId: player.playerId, secret, refreshToken: player.tokens.refreshToken });
  wasRemoved.value = false;
  account.value = { player, displayName };
}

/** Signs out here. A guest without another sign-in loses the account: the page asks first. */
export async function forget(): Promise<void> {
  const { player } = account.value ?? {};
  dropAccount(as());
  account.value = undefined;
  await player?.signOut().catch(() => undefined);
}
