import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { createPlayerRecordStore } from '../../store/player-records';
import { createPlayerStore } from '../../store/players';
import { createRewardStore } from '../../store/rewards';
import { createTicketStore } from '../../store/tickets';
import { readEnvironment, wholeNumber } from '../shared/environment';
import { lambdaHandler } from '../shared/http/app';
import { clientAddress } from '../shared/http/client-address';
import { createSigningKeys } from '../shared/identity/signing-keys';
import { createPlayersApp } from './app';

const {
  playersTable,
  matchesTable,
  ticketsTable,
  signingKeysSecret,
  issuer,
  attemptsPerAddress,
  originSecretHash,
} = readEnvironment(
  'playersTable',
  'matchesTable',
  'ticketsTable',
  'signingKeysSecret',
  'issuer',
  'attemptsPerAddress',
  'originSecretHash',
);

const documents = createDocumentClient();
const tables = { players: playersTable };

export const handler = lambdaHandler(
  createPlayersApp({
    players: createPlayerStore(documents, tables),
    records: createPlayerRecordStore(documents, tables),
    matches: createMatchStore(documents, { matches: matchesTable }),
    tickets: createTicketStore(documents, { tickets: ticketsTable }),
    rewards: createRewardStore(documents, tables),
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
