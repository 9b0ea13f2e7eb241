import { type EnvironmentSource } from '../../config';
import { shared, standardFleet } from './shared';

/** For trying things: one location, one machine, everything may be deleted. */
export const dev: EnvironmentSource = {
  project: shared.project,
  environment: 'dev',
  account: '111122223333',
  region: 'eu-west-1',
  data: { deletionProtection: false },
  realtime: {
    launchPath: shared.launchPath,
    loggingLevel: 'debug',
    fleets: {
      blue: standardFleet({
        protection: 'NoProtection',
        locations: [{ location: 'eu-west-1', minimum: 0, desired: 1, maximum: 2 }],
      }),
    },
    aliases: [{ name: 'on-demand', active: 'blue' }],
    // Long enough for a sleeping machine to start, like the time of a ticket below.
    queue: { timeoutSeconds: 600, latencyPolicies: [] },
  },
  matchmaking: { requestTimeoutSeconds: 600 },
  api: { allowedOrigins: [], attemptsPerAddress: 100, reserveConcurrency: false },
  // The page to play on, under a name that CloudFront makes up.
  site: {},
  operations: { logRetentionDays: 7, monthlyBudgetDollars: 150 },
  delivery: {
    repository: shared.repository,
    repositoryIds: shared.repositoryIds,
    createProvider: true,
    deploySessionSeconds: 10_800,
  },
};
