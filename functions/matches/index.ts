import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { createDocumentClient } from '../../store/client';
import { createMatchStore } from '../../store/match-store';
import { readEnvironment } from '../environment';
import { createFleetCertificates } from '../flexmatch/fleet-certificates';
import { lambdaHandler } from '../http/app';
import { createMatchesApp } from './app';

const { matchesTable } = readEnvironment('matchesTable');
const gamelift = new GameLiftClient();

export const handler = lambdaHandler(
  createMatchesApp({
    matches: createMatchStore(createDocumentClient(), { matches: matchesTable }),
    gamelift,
    certificates: createFleetCertificates(gamelift),
  }),
);
