import * as z from 'zod/mini';
import { signal } from '@preact/signals';
import { ApiError, type Player, Turnlift } from '../../client/index';

/** What this browser keeps of a guest account. The secret never leaves it but to sign in. */
const keptAccount = z.object({
  playerId: z.string(),
  secret: z.string(),
  /** Of this account's newest session here; absent once it was refused. */
  refreshToken: z.optional(z.string()),
});
type KeptAccount = z.output<typeof keptAccount>;

/** A player who is signed in on this page. */
export interface Account {
  readonly player: Player;
  readonly displayName: string;
}

export const account = signal<Account | undefined>(undefined);

const api = (): string => {
  const named = document.querySelector<HTMLMetaElement>('meta[name="turnlift-api"]')?.content ?? '';
  return named === '' ? location.origin : named;
};

/** `?as=` names one of several accounts of this browser: two tabs are two players. */
const place = (): string => `turnlift ${api()} ${new URLSearchParams(location.search).get('as') ?? ''}`;

function kept(): KeptAccount | undefined {
  try {
    const read = keptAccount.safeParse(JSON.parse(localStorage.getItem(place()) ?? 'null'));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // not JSON, or storage is off
  }
}

function keep(changed: KeptAccount): void {
  try {
    localStorage.setItem(place(), JSON.stringify(changed));
  } catch {
    // Storage is off: the account lasts as long as the page.
  }
}

export const backend = new Turnlift({
  url: api(),
  onTokens: ({ playerId, refreshToken }) => {
    const known = kept();
    if (known?.playerId === playerId) keep({ ...known, refreshToken });
  },
});

/** Signs in the account that this browser keeps. @returns false when there is none, or it is gone */
export async function restore(): Promise<boolean> {
  const known = kept();
  if (known === undefined) return false;
  const { playerId, secret, refreshToken } = known;
  try {
    const player = await backend
      .signIn(refreshToken === undefined ? { playerId, secret } : { refreshToken })
      .catch((error: unknown) => {
        // The session ended, or another tab has used the token: the secret opens a new one.
        if (refreshToken === undefined || !(error instanceof ApiError) || error.status !== 401) throw error;
        return backend.signIn({ playerId, secret });
      });
    account.value = { player, displayName: (await player.me()).displayName };
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      localStorage.removeItem(place());
      return false;
    }
    throw error;
  }
}

/** Registers a guest and keeps the account in this browser. */
export async function register(displayName: string): Promise<void> {
  const { player, secret } = await backend.register({ displayName });
  keep({ playerId: player.playerId, secret, refreshToken: player.tokens.refreshToken });
  account.value = { player, displayName };
}

/** Signs out here. A guest without another way in loses the account: the page asks first. */
export async function forget(): Promise<void> {
  const { player } = account.value ?? {};
  localStorage.removeItem(place());
  account.value = undefined;
  await player?.signOut().catch(() => undefined);
}
