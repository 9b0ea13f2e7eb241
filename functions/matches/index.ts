import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { queueName } from '../../contract/names';
import { newInvitationCode } from '../../core/invitation-code';
import { scoringOf } from '../../definition/scoring';
import backend from '../../game';
import { createAccountStore } from '../../store/accounts';
import { createDocumentClient } from '../../store/client';
import { createInvitationStore } from '../../store/invitations';
import { createMatchStore } from '../../store/match-store';
import { createRematchStore } from '../../store/rematches';
import { createSessionStore } from '../../store/sessions';
import { createGameLiftRegions } from '../shared/aws/gamelift-regions';
import { readEnvironment } from '../shared/environment';
import { createFleetCertificates } from '../shared/flexmatch/fleet-certificates';
import { lambdaHandler } from '../shared/http/lambda-handler';
import { createMatchesApp } from './app';
import { matches as declaration } from './declaration';
import { createGameSessionCalls } from './hosting';

const { matchesTable, playersTable, ticketsTable, resourcePrefix } = readEnvironment(
  ...declaration.environment,
);
const documents = createDocumentClient();
const gamelift = createGameLiftRegions();

export const handler = lambdaHandler(
  createMatchesApp({
    matches: createMatchStore(
      documents,
      { matches: matchesTable, players: playersTable },
      { scoring: scoringOf(backend) },
    ),
    hosting: createGameSessionCalls(gamelift, queueName(resourcePrefix)),
    backend,
    invitations: createInvitationStore(documents, { tickets: ticketsTable }),
    rematches: createRematchStore(documents, { matches: matchesTable }),
    certificates: createFleetCertificates(gamelift),
    sessions: createSessionStore(documents, { players: playersTable }),
    accounts: createAccountStore(documents, { players: playersTable }),
    now: Date.now,
    newId: randomUUID,
    newSeed: () => randomBytes(16).toString('hex'),
    newCode: () => newInvitationCode({ below: (bound) => randomInt(bound) }),
  }),
);
