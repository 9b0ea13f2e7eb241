import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createDocumentClient } from '../../store/client';
import { createPlayerStore } from '../../store/players';
import { readEnvironment, wholeNumber } from '../shared/environment';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { clientAddress } from '../shared/http/client-address';
import { createSigningKeys } from '../shared/identity/signing-keys';
import { createPlayersApp } from './app';

const { playersTable, signingKeysSecret, issuer, attemptsPerAddress, originSecretHash } = readEnvironment(
  'playersTable',
  'signingKeysSecret',
  'issuer',
  'attemptsPerAddress',
  'originSecretHash',
);

export const handler = lambdaHandler(
  createPlayersApp({
    players: createPlayerStore(createDocumentClient(), { players: playersTable }),
    signingKeys: createSigningKeys(new SecretsManagerClient(), signingKeysSecret, Date.now),
    issuer,
    attemptsPerAddress: wholeNumber('attemptsPerAddress', attemptsPerAddress),
    addressOf: (context) =>
      clientAddress(
        {
          sourceIp: context.env.event.requestContext.http.sourceIp,
          header: (name) => context.req.header(name),
        },
        originSecretHash,
      ),
    now: Date.now,
  }),
);
