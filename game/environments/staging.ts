import { type EnvironmentSource } from '../../config';
import { shared, standardFleet } from './shared';

/** Production's shape at a small size: what passes here is deployed there. */
export const staging: EnvironmentSource = {
  project: shared.project,
  environment: 'staging',
  account: '111122223333',
  region: 'eu-west-1',
  data: { deletionProtection: false },
  realtime: {
    launchPath: shared.launchPath,
    loggingLevel: 'info',
    fleets: {
      blue: standardFleet({
        locations: [
          { location: 'eu-west-1', minimum: 1, desired: 1, maximum: 3 },
          { location: 'us-east-1', minimum: 0, desired: 1, maximum: 2 },
        ],
      }),
    },
    aliases: [{ name: 'on-demand', active: 'blue' }],
    queue: {
      timeoutSeconds: 60,
      latencyPolicies: [{ maximumMilliseconds: 120, forSeconds: 20 }, { maximumMilliseconds: 300 }],
    },
  },
  matchmaking: { requestTimeoutSeconds: 90 },
  api: { allowedOrigins: ['*'], attemptsPerAddress: 100, reserveConcurrency: false },
  operations: { logRetentionDays: 14, monthlyBudgetDollars: 400 },
  // dev is in the same account and made GitHub's OIDC provider.
  delivery: {
    repository: shared.repository,
    repositoryIds: shared.repositoryIds,
    createProvider: false,
    deploySessionSeconds: 10_800,
  },
};
