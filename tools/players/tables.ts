import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type CommonConfig } from '../../config';
import { createAccountStore } from '../../store/accounts';
import { createIdentityStore } from '../../store/identities';
import { createInvitationStore } from '../../store/invitations';
import { createMatchStore } from '../../store/match-store';
import { createPlayerExports } from '../../store/player-export';
import { createPlayerStore } from '../../store/players';
import { createSessionStore } from '../../store/sessions';
import { createTicketStore } from '../../store/tickets';
import { Names } from '../../templates';
import { type PlayerTables } from './program';

/**
 * The tables of an environment.
 * @param endpoint the local stack's DynamoDB; absent: AWS, with the credentials of the shell
 */
export function openTables(config: CommonConfig, endpoint: string | undefined): PlayerTables {
  const { tables } = new Names(config);
  const client = new DynamoDBClient({
    region: config.region,
    ...(endpoint === undefined
      ? {}
      : { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const players = createPlayerStore(documents, tables);
  const accounts = createAccountStore(documents, tables);
  return {
    players,
    accounts,
    exports: createPlayerExports(documents, tables, {
      players,
      accounts,
      sessions: createSessionStore(documents, tables),
      identities: createIdentityStore(documents, tables),
      tickets: createTicketStore(documents, tables),
      invitations: createInvitationStore(documents, tables),
      matches: createMatchStore(documents, tables),
    }),
    close: () => client.destroy(),
  };
}
