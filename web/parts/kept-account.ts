import * as z from 'zod/mini';
import { apiUrl } from './api';

/** A guest account in this browser's storage. The secret leaves it only for a sign-in. */
const keptAccount = z.object({
  playerId: z.string(),
  secret: z.string(),
  /** Refresh token of the account's newest session here; absent once it was refused. */
  refreshToken: z.optional(z.string()),
});
export type KeptAccount = z.output<typeof keptAccount>;

/** `?as=` names one of several accounts of this browser: two tabs can be two players. */
const place = (as: string): string => `turnlift ${apiUrl()} ${as}`;

/** Where the account is that another one has replaced: the backend may have had other data meanwhile. */
export const aside = (as: string): string => `${as} aside`;

/** The account that this browser keeps under a name; undefined when there is none. */
export function accountKept(as: string): KeptAccount | undefined {
  try {
    const read = keptAccount.safeParse(JSON.parse(localStorage.getItem(place(as)) ?? 'null'));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // not JSON, or storage is disabled
  }
}

/** Keeps an account under a name; the account of another player that was there is put aside. */
export function keepAccount(as: string, account: KeptAccount): void {
  const other = accountKept(as);
  try {
    if (other !== undefined && other.playerId !== account.playerId)
      localStorage.setItem(place(aside(as)), JSON.stringify(other));
    localStorage.setItem(place(as), JSON.stringify(account));
  } catch {
    // Storage is disabled: the account lasts as long as the page.
  }
}

/** It is kept in place of an account whose player was removed: other tabs learn the reason from it. */
const removed = JSON.stringify('removed');

/** Whether the backend said that the player of the last account under a name was removed. */
export const wasRemoved = (as: string): boolean => {
  try {
    return localStorage.getItem(place(as)) === removed;
  } catch {
    return false; // storage is disabled
  }
};

/**
 * Drops the account of a player, and no other one that is kept in its place meanwhile.
 * @param why `removed`: the backend says that the player was
 */
export function dropAccount(as: string, playerId: string, why: 'removed' | 'signed-out'): void {
  if (accountKept(as)?.playerId !== playerId) return;
  if (why === 'removed') localStorage.setItem(place(as), removed);
  else localStorage.removeItem(place(as));
}

/**
 * Calls when another tab has changed the account under a name.
 * @param call gets the account; else why there is none any more
 */
export function onAccountOfOtherTab(
  as: string,
  call: (account: KeptAccount | 'removed' | 'signed-out') => void,
): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === place(as)) call(accountKept(as) ?? (newValue === removed ? 'removed' : 'signed-out'));
  });
}
