import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createMatchesApp } from '../../../functions/matches/app';
import { type MatchesDependencies } from '../../../functions/matches/dependencies';
import { createAccountStore } from '../../../store/accounts';
import { createInvitationStore } from '../../../store/invitations';
import { createRematchStore } from '../../../store/rematches';
import { createSessionStore } from '../../../store/sessions';
import { tableNames } from './backend';

/** The routes of matches on stores of their own; GameLift knows no game session. */
export function matchesApp(
  documents: DynamoDBDocumentClient,
  parts: Pick<MatchesDependencies, 'backend' | 'matches' | 'now'> & Partial<MatchesDependencies>,
) {
  return createMatchesApp({
    hosting: {
      reserve: () => Promise.resolve({ kind: 'gone' }),
      place: () => Promise.resolve(),
      placement: () => Promise.resolve({ kind: 'pending' }),
    },
    invitations: createInvitationStore(documents, tableNames, { now: parts.now }),
    rematches: createRematchStore(documents, tableNames),
    newId: randomUUID,
    newSeed: () => '5'.repeat(32),
    newCode: () => '2'.repeat(10),
    certificates: { tlsOf: () => Promise.resolve(false) },
    sessions: createSessionStore(documents, tableNames),
    accounts: createAccountStore(documents, tableNames),
    ...parts,
  });
}
