import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createDocumentClient } from '../../store/client';
import { createPlayerStore } from '../../store/players';
import { readEnvironment, wholeNumber } from '../shared/environment';
import { lambdaHandler } from '../shared/http/app';
import { createSigningKeys } from '../shared/identity/signing-keys';
import { createPlayersApp } from './app';

const { playersTable, signingKeysSecret, issuer, attemptsPerAddress } = readEnvironment(
  'playersTable',
  'signingKeysSecret',
  'issuer',
  'attemptsPerAddress',
);

export const handler = lambdaHandler(
  createPlayersApp({
    players: createPlayerStore(createDocumentClient(), { players: playersTable }),
    signingKeys: createSigningKeys(new SecretsManagerClient(), signingKeysSecret, Date.now),
    issuer,
    attemptsPerAddress: wholeNumber('attemptsPerAddress', attemptsPerAddress),
    now: Date.now,
  }),
);
