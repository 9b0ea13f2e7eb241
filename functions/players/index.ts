import { randomUUID } from 'node:crypto';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseIdentityProviders } from '../../contract/identity-providers';
import { createAccountStore } from '../../store/accounts';
import { createDocumentClient } from '../../store/client';
import { createErasure } from '../../store/erasure';
import { createIdentityStore } from '../../store/identities';
import { createInvitationStore } from '../../store/invitations';
import { createMatchStore } from '../../store/match-store';
import { createPlayerExports } from '../../store/player-export';
import { createPlayerRecordStore } from '../../store/player-records';
import { createPlayerStore } from '../../store/players';
import { createRewardStore } from '../../store/rewards';
import { createSessionStore } from '../../store/sessions';
import { createTicketStore } from '../../store/tickets';
import { createWriteProbe } from '../../store/write-probe';
import { commaSeparated, readEnvironment, wholeVariable } from '../shared/environment';
import { clientAddress } from '../shared/http/client-address';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createIdentityProofs } from '../shared/identity/identity-proof';
import { newSecret } from '../shared/identity/secrets';
import { createSigningKeys } from '../shared/identity/signing-keys';
import { signAccessToken } from '../shared/identity/tokens';
import { createPlayersApp } from './app';
import { players as declaration } from './declaration';
import { probeMs } from './health';

const variables = readEnvironment(...declaration.environment);
const { attemptsPerAddress, originSecretHash, reservedNames } = variables;
const names = {
  players: variables.playersTable,
  tickets: variables.ticketsTable,
  matches: variables.matchesTable,
  leaderboards: variables.leaderboardsTable,
};
const documents = createDocumentClient();
const stores = {
  players: createPlayerStore(documents, names),
  sessions: createSessionStore(documents, names),
  accounts: createAccountStore(documents, names),
  identities: createIdentityStore(documents, names),
  records: createPlayerRecordStore(documents, names),
  rewards: createRewardStore(documents, names),
  matches: createMatchStore(documents, names),
  tickets: createTicketStore(documents, names),
  invitations: createInvitationStore(documents, names),
};

export const handler = lambdaHandler(
  createPlayersApp({
    ...stores,
    gamelift: new GameLiftClient(),
    erasure: createErasure(documents, names),
    exports: createPlayerExports(documents, names, stores),
    probe: createWriteProbe(documents, names, probeMs),
    proofs: createIdentityProofs(parseIdentityProviders(variables.identityProviders), {
      fetch: (url, init) => fetch(url, init),
      now: Date.now,
    }),
    signingKeys: createSigningKeys(new SecretsManagerClient(), variables.signingKeysSecret, Date.now),
    issuer: variables.issuer,
    attemptsPerAddress: wholeVariable('attemptsPerAddress', attemptsPerAddress),
    reservedNames: reservedNames === 'none' ? [] : commaSeparated(reservedNames),
    addressOf: (context) =>
      clientAddress(
        {
          sourceIp: context.env.event.requestContext.http.sourceIp,
          header: (name) => context.req.header(name),
        },
        originSecretHash,
      ),
    now: Date.now,
    newId: randomUUID,
    newSecret,
    signAccessToken,
  }),
);
