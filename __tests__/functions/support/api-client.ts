import { errorCodes, errors } from '../../../contract/errors';
import { type JsonObject, objectOf } from '../../support/json-values';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

export interface Player {
  readonly playerId: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Plain HTTP against a base URL. Every error must be a problem document of the contract. */
export function apiClient(base: string) {
  async function call(
    method: string,
    path: string,
    options: {
      readonly body?: unknown;
      readonly text?: string;
      readonly token?: string;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Answer> {
    const text = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...options.headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const received = await response.text();
    const body = objectOf(received === '' ? {} : JSON.parse(received));
    if (response.status >= 400) {
      const code = errorCodes.find((each) => each === body.code);
      if (
        response.headers.get('content-type') !== 'application/problem+json' ||
        code === undefined ||
        errors[code].status !== response.status ||
        body.status !== response.status
      ) {
        throw new Error(
          `${method} ${path} answered ${response.status} with no problem of the contract: ${received}`,
        );
      }
    }
    return { status: response.status, headers: response.headers, body };
  }

  async function register(displayName?: string): Promise<Player> {
    const guest = await call(
      'POST',
      '/v1/players',
      displayName === undefined ? {} : { body: { displayName } },
    );
    if (guest.status !== 201) throw new Error(`register: ${JSON.stringify(guest.body)}`);
    return signIn(String(guest.body.playerId), String(guest.body.secret));
  }

  async function signIn(playerId: string, secret: string): Promise<Player> {
    const session = await call('POST', '/v1/sessions', { body: { playerId, secret } });
    if (session.status !== 201) throw new Error(`sign in: ${JSON.stringify(session.body)}`);
    return {
      playerId,
      secret,
      accessToken: String(session.body.accessToken),
      refreshToken: String(session.body.refreshToken),
    };
  }

  return { call, register, signIn };
}
