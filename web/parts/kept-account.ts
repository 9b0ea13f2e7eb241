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

/** The account that this browser keeps under a name; undefined when there is none. */
export function accountKept(as: string): KeptAccount | undefined {
  try {
    const read = keptAccount.safeParse(JSON.parse(localStorage.getItem(place(as)) ?? 'null'));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // not JSON, or storage is disabled
  }
}

export function keepAccount(as: string, account: KeptAccount): void {
  try {
    localStorage.setItem(place(as), JSON.stringify(account));
  } catch {
    // Storage is disabled: the account lasts as long as the page.
  }
}

export function dropAccount(as: string): void {
  localStorage.removeItem(place(as));
}
