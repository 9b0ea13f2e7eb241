import { signal } from '@preact/signals';
import { Turnlift } from '../../client/browser';
import { ApiError } from '../../client/errors';
import { type MeDocument, type Player } from '../../client/index';
import { apiUrl } from '../parts/api';
import {
  accountKept,
  aside,
  dropAccount,
  keepAccount,
  type KeptAccount,
  onAccountOfOtherTab,
  wasRemoved,
} from '../parts/kept-account';

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
  keptToken: (playerId) => {
    const known = accountKept(as());
    return known?.playerId === playerId ? known.refreshToken : undefined;
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

/** Ends the search of a player who is signed out. */
let endSearch: () => Promise<void> = () => Promise.resolve();

/** Calls before a player is signed out here. @param call the session lasts until it has settled */
export function onSignOut(call: () => Promise<void>): void {
  endSearch = call;
}

/**
 * Why no player is signed in here any more. `removed`: the backend says that the player is gone.
 * `signed-out`: in another tab. `refused`: the backend does not take the secret, which may have many reasons.
 */
export type LeftBecause = 'removed' | 'signed-out' | 'refused';
export const leftBecause = signal<LeftBecause | undefined>(undefined);

/** The player whom this tab is, or signs in: when the page is opened, the player whom the browser keeps. */
let own = accountKept(as())?.playerId;

/** Signs in the account that this browser keeps. @returns false when there is none, or it cannot sign in */
export async function restore(): Promise<boolean> {
  const known = accountKept(as());
  if (known === undefined) {
    if (wasRemoved(as())) leftBecause.value ??= 'removed';
    return false;
  }
  if (await signsIn(known)) return true;
  // The newest account may be of data that the backend had for a while.
  const before = accountKept(aside(as()));
  if (leftBecause.value !== 'refused' || before === undefined || !(await signsIn(before))) return false;
  keepAccount(as(), { ...before, refreshToken: account.value?.player.tokens.refreshToken });
  return true;
}

/** How often a tab signs in again when another one has ended its new session at once. */
const maxSignIns = 3;

async function signsIn(known: KeptAccount): Promise<boolean> {
  own = known.playerId;
  for (let attempt = 1; ; attempt += 1)
    try {
      const player = await backend.signIn(known);
      const me = await player.me();
      // Another tab has changed the account meanwhile, which this tab signs in instead.
      if (own !== known.playerId) return true;
      firstMe = { me, readAt: performance.now() };
      leftBecause.value = undefined;
      account.value = { player, displayName: me.displayName };
      return true;
    } catch (error) {
      if (own !== known.playerId) return true;
      if (leavesBy(error, known.playerId)) return false;
      if (attempt === maxSignIns || !(error instanceof ApiError) || error.status !== 401) throw error;
    }
}

/**
 * Signs a player out here whom the backend refuses. The account is dropped only when the backend says that
 * the player is gone: a backend with other data may know the secret. The end of a session alone means
 * nothing, as the secret opens another one.
 * @returns whether the error means that
 */
function leavesBy(error: unknown, playerId: string): boolean {
  if (!(error instanceof ApiError)) return false;
  const isRemoved = error.code === 'player-not-found';
  if (!isRemoved && error.code !== 'invalid-credentials') return false;
  if (isRemoved) dropAccount(as(), playerId, 'removed');
  leftBecause.value = isRemoved ? 'removed' : 'refused';
  leave().catch(() => undefined);
  return true;
}

/** Signs out a player whom the backend knows no more. @returns whether it did */
export async function signOutGone(): Promise<boolean> {
  const { player } = account.value ?? {};
  if (player === undefined) return false;
  try {
    await player.me();
    return false;
  } catch (error) {
    return account.value?.player === player && leavesBy(error, player.playerId);
  }
}

/** Registers a guest and keeps the account in this browser. */
export async function register(displayName: string): Promise<void> {
  const { player, secret } = await backend.register({ displayName });
  keepAccount(as(), { playerId: player.playerId, secret, refreshToken: player.tokens.refreshToken });
  leftBecause.value = undefined;
  own = player.playerId;
  account.value = { player, displayName };
}

/** @returns settles when the search has ended, which begins while the page has its player */
function leave(): Promise<void> {
  const ending = endSearch();
  own = undefined;
  account.value = undefined;
  return ending;
}

async function signOutHere(): Promise<void> {
  const { player } = account.value ?? {};
  await leave().catch(() => undefined);
  await player?.signOut().catch(() => undefined);
}

/** Signs out here. A guest without another sign-in loses the account: the page asks first. */
export async function forget(): Promise<void> {
  const { player } = account.value ?? {};
  if (player !== undefined) dropAccount(as(), player.playerId, 'signed-out');
  leftBecause.value = undefined;
  await signOutHere();
}

// All tabs of a browser have the account that it keeps.
onAccountOfOtherTab(as(), (kept) => {
  if (typeof kept === 'string') {
    if (own === undefined) return;
    leftBecause.value = kept;
    void signOutHere();
  } else if (kept.playerId !== own) {
    void signOutHere();
    restore().catch(() => undefined); // the page that is opened again signs in
  }
});
