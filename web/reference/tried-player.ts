import { signal } from '@preact/signals';
import * as z from 'zod/mini';
import { browserTransports } from '../../client/browser-transports';
import { Credentials } from '../../client/credentials';
import * as read from '../../client/rest/documents';
import { Http } from '../../client/rest/http';
import { apiUrl } from '../parts/api';

/** The player who sends the requests of this page. It lasts as long as the tab. */
export interface TriedPlayer {
  readonly name: string;
  readonly credentials: Credentials;
}

const http = new Http(apiUrl(), browserTransports);

/** A player in the storage of this tab. */
const keptPlayer = z.object({
  name: z.string(),
  playerId: z.string(),
  secret: z.string(),
  refreshToken: z.string(),
});
type KeptPlayer = z.output<typeof keptPlayer>;

const place = `turnlift reference ${apiUrl()}`;

function keep(player: KeptPlayer | undefined): void {
  try {
    if (player === undefined) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, JSON.stringify(player));
  } catch {
    // Storage is disabled: the player lasts as long as the page.
  }
}

/** The player of this tab before the page was loaded again. Its first request gets a new access token. */
function playerKept(): TriedPlayer | undefined {
  try {
    const { name, playerId, secret, refreshToken } = keptPlayer.parse(
      JSON.parse(sessionStorage.getItem(place) ?? 'null'),
    );
    const expired = { accessToken: '', tokenType: 'Bearer', expiresIn: 0, refreshExpiresIn: 0 } as const;
    return triedWith(name, secret, { playerId, refreshToken, ...expired });
  } catch {
    return undefined; // none, or storage is disabled
  }
}

/** Each refresh token is valid for one use, so that the newest is kept. */
function triedWith(name: string, secret: string, session: read.SessionDocument): TriedPlayer {
  const credentials = new Credentials(http, session, secret, {
    onTokens: (tokens) => keep({ name, secret, ...tokens }),
    keptToken: () => undefined,
  });
  return { name, credentials };
}

export const triedPlayer = signal(playerKept());

/** Lets the page be used by another player. */
export function forgetPlayer(): void {
  triedPlayer.value = undefined;
  keep(undefined);
}

/** Registers a guest for this tab and signs in. @throws ApiError */
export async function registerPlayer(name: string): Promise<void> {
  const { playerId, secret } = await http.ask('/v1/players', read.registeredPlayer, {
    method: 'POST',
    body: { displayName: name },
  });
  const body = { playerId, secret, device: 'REST reference' };
  const session = await http.ask('/v1/sessions', read.session, { method: 'POST', body });
  triedPlayer.value = triedWith(name, secret, session);
  keep({ name, secret, playerId, refreshToken: session.refreshToken });
  remember({ playerId });
}

/** Ids from answers, which fill the fields of the next request. */
export const known = signal<Readonly<Record<string, string>>>(
  triedPlayer.value === undefined ? {} : { playerId: triedPlayer.value.credentials.playerId },
);

const kept = ['playerId', 'ticketId', 'matchId', 'sessionId', 'code', 'board', 'game'];

/** Keeps the ids of an answer, at any depth. */
export function remember(answer: unknown): void {
  const found: Record<string, string> = {};
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    for (const [name, child] of Object.entries(value)) {
      if (typeof child === 'string' && kept.includes(name)) found[name] ??= child;
      else visit(child, depth + 1);
    }
  };
  visit(answer, 0);
  known.value = { ...known.value, ...found };
}
