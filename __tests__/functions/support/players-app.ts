import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type IdentityProvider } from '../../../contract/identity-providers';
import { createPlayersApp } from '../../../functions/players/app';
import { probeMs } from '../../../functions/players/health';
import { type GatewayEvent } from '../../../functions/shared/http/gateway-request';
import { lambdaHandler } from '../../../functions/shared/http/lambda-handler';
import { createIdentityProofs } from '../../../functions/shared/identity/identity-proof';
import { newSecret } from '../../../functions/shared/identity/secrets';
import { signAccessToken } from '../../../functions/shared/identity/tokens';
import { firstKeySet } from '../../../functions/shared/identity/key-set';
import { createTables, startDynamoDb } from '../../../local/dynamodb';
import { createAccountStore } from '../../../store/accounts';
import { createErasure } from '../../../store/erasure';
import { createIdentityStore } from '../../../store/identities';
import { createInvitationStore } from '../../../store/invitations';
import { createMatchStore } from '../../../store/match-store';
import { createPlayerExports } from '../../../store/player-export';
import { createPlayerRecordStore } from '../../../store/player-records';
import { createRewardStore } from '../../../store/rewards';
import { createPlayerStore } from '../../../store/players';
import { createSessionStore } from '../../../store/sessions';
import { createTicketStore } from '../../../store/tickets';
import { createWriteProbe } from '../../../store/write-probe';
import { tableNames } from './backend';
import { startGameLift } from './gamelift';

/** RSA keys take time to make, so there is one for each test file. */
let keySet: ReturnType<typeof firstKeySet> | undefined;

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly body?: object;
  /** An access token; its claims are those that the authorizer would pass on. */
  readonly token?: string;
  readonly address?: string;
}

export interface PlayersAppOptions {
  readonly providers?: readonly IdentityProvider[];
  readonly attemptsPerAddress?: number;
}

/**
 * The app of functions/players in this process: real tables, real keys, real signatures, a local GameLift,
 * and a clock that tests advance.
 */
export async function startPlayersApp({ providers = [], attemptsPerAddress = 1000 }: PlayersAppOptions = {}) {
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const now = (): number => clock.now;
  const [dynamodb, gamelift] = await Promise.all([startDynamoDb({ ttlSweepMs: 0 }), startGameLift()]);
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: dynamodb.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createTables(client, tableNames);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const stores = {
    players: createPlayerStore(documents, tableNames),
    sessions: createSessionStore(documents, tableNames),
    accounts: createAccountStore(documents, tableNames),
    identities: createIdentityStore(documents, tableNames),
    records: createPlayerRecordStore(documents, tableNames),
    rewards: createRewardStore(documents, tableNames),
    tickets: createTicketStore(documents, tableNames),
    invitations: createInvitationStore(documents, tableNames, { now }),
    matches: createMatchStore(documents, tableNames),
    erasure: createErasure(documents, tableNames),
  };
  keySet ??= firstKeySet(Math.floor(now() / 1000));
  const keys = await keySet;
  const logged: string[] = [];
  for (const method of ['log', 'warn'] as const)
    jest.spyOn(console, method).mockImplementation((line: unknown) => void logged.push(String(line)));
  const handler = lambdaHandler(
    createPlayersApp({
      ...stores,
      gamelift: gamelift.client,
      exports: createPlayerExports(documents, tableNames, stores),
      probe: createWriteProbe(documents, tableNames, probeMs),
      proofs: createIdentityProofs(providers, {
        fetch: (url, init) => fetch(url, init),
        now,
        keyCooldownMs: 0,
      }),
      signingKeys: { read: () => Promise.resolve(keys) },
      issuer: 'https://api.our-game.gg',
      attemptsPerAddress,
      reservedNames: ['admin', 'deleted player'],
      addressOf: (context) => context.env.event.requestContext.http.sourceIp,
      newId: randomUUID,
      newSecret,
      signAccessToken,
      now,
    }),
  );

  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, token, address = '192.0.2.1' } = options;
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const event: GatewayEvent = {
      rawPath,
      rawQueryString,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      requestContext: {
        requestId: 'r-1',
        http: { method, sourceIp: address },
        ...(token === undefined ? {} : { authorizer: { jwt: { claims: { ...decodeJwt(token) } } } }),
      },
    };
    const { statusCode, body: text } = await handler(event);
    return { status: statusCode, body: text === '' ? {} : JSON.parse(text) };
  }

  async function register(displayName = 'Ada') {
    const { body } = await call('POST', '/v1/players', { body: { displayName } });
    const [playerId, secret] = [String(body['playerId']), String(body['secret'])];
    return { secret, ...(await signIn({ playerId, secret })) };
  }

  async function signIn(proof: object) {
    const { status, body } = await call('POST', '/v1/sessions', { body: proof });
    if (status !== 201) throw new Error(`sign in: ${JSON.stringify(body)}`);
    return {
      playerId: String(body['playerId']),
      token: String(body['accessToken']),
      refreshToken: String(body['refreshToken']),
    };
  }

  async function nonce(): Promise<string> {
    return String((await call('POST', '/v1/identity-nonces')).body['nonce']);
  }

  return {
    call,
    register,
    signIn,
    nonce,
    clock,
    /** Lines that the function logged. */
    logged,
    documents,
    ...stores,
    /** Writes results as the Realtime script does. */
    results: createMatchStore(documents, tableNames, { now }),
    gamelift,
    async close() {
      client.destroy();
      await gamelift.close();
      await dynamodb.close();
    },
  };
}
