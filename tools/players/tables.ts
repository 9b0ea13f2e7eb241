import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type CommonConfig } from '../../config';
import { type PlayerId } from '../../core/ids';
import { leaveQueue, type Removal } from '../../functions/shared/tickets/leave-queue';
import { createAccountStore } from '../../store/accounts';
import { createIdentityStore } from '../../store/identities';
import { createInvitationStore } from '../../store/invitations';
import { createMatchStore } from '../../store/match-store';
import { createPlayerExports } from '../../store/player-export';
import { createPlayerStore } from '../../store/players';
import { createSessionStore } from '../../store/sessions';
import { createTicketStore } from '../../store/tickets';
import { Names } from '../../templates';
import { type EndpointFlags, type PlayerTables } from './program';

/** A local stack takes any credentials. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * The tables of an environment.
 * @param dynamodb endpoint of the local stack; none: AWS, with the credentials of the shell. With it alone,
 * GameLift is not called
 */
export function openTables(
  config: CommonConfig,
  { dynamodb, gamelift }: EndpointFlags,
  now: () => number,
): PlayerTables {
  const { tables } = new Names(config);
  const client = new DynamoDBClient({
    region: config.region,
    ...(dynamodb === undefined ? {} : { endpoint: dynamodb, credentials }),
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const queue =
    dynamodb !== undefined && gamelift === undefined
      ? undefined
      : new GameLiftClient({
          region: config.region,
          ...(gamelift === undefined ? {} : { endpoint: gamelift, credentials }),
        });
  const tickets = createTicketStore(documents, tables);
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
      tickets,
      invitations: createInvitationStore(documents, tables),
      matches: createMatchStore(documents, tables),
    }),
    ...(queue === undefined
      ? {}
      : {
          leaveQueue: (id: PlayerId, removal: Removal) =>
            leaveQueue({ tickets, gamelift: queue, now }, id, removal),
        }),
    close() {
      client.destroy();
      queue?.destroy();
    },
  };
}
