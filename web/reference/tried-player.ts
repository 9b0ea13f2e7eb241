import { signal } from '@preact/signals';
import { browserTransports } from '../../client/browser-transports';
import { Credentials } from '../../client/credentials';
import * as read from '../../client/rest/documents';
import { Http } from '../../client/rest/http';
import { apiUrl } from '../parts/api';

/** The player who sends the requests of this page. It lasts as long as the page. */
export interface TriedPlayer {
  readonly name: string;
  readonly credentials: Credentials;
}

export const triedPlayer = signal<TriedPlayer | undefined>(undefined);

/** Registers a guest for this page and signs in. @throws ApiError */
export async function registerPlayer(name: string): Promise<void> {
  const http = new Http(apiUrl(), browserTransports);
  const { playerId, secret } = await http.ask('/v1/players', read.registeredPlayer, {
    method: 'POST',
    body: { displayName: name },
  });
  const body = { playerId, secret, device: 'REST reference' };
  const session = await http.ask('/v1/sessions', read.session, { method: 'POST', body });
  triedPlayer.value = { name, credentials: new Credentials(http, session, secret, () => undefined) };
  remember({ playerId });
}

/** Ids from answers, which fill the fields of the next request. */
export const known = signal<Readonly<Record<string, string>>>({});

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
