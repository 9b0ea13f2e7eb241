import { type EnvironmentSource } from '../../config';
import { shared, standardFleet } from './shared';

/**
 * Where players are. Spot machines are asked first, they cost a third; on-demand ones take what Spot cannot.
 * To replace a fleet: add `green` beside `blue`, deploy, set the alias's `active` to it, deploy, and remove
 * `blue` once its last match is over (docs/operating.md).
 */
export const prod: EnvironmentSource = {
  project: shared.project,
  environment: 'prod',
  account: '444455556666',
  region: 'eu-west-1',
  leastLocations: 2,
  data: { deletionProtection: true },
  realtime: {
    launchPath: shared.launchPath,
    loggingLevel: 'info',
    fleets: {
      blue: standardFleet({
        locations: [
          { location: 'eu-west-1', minimum: 1, desired: 2, maximum: 10 },
          { location: 'us-east-1', minimum: 1, desired: 2, maximum: 10 },
          { location: 'ap-northeast-1', minimum: 1, desired: 1, maximum: 5 },
        ],
      }),
      'spot-blue': standardFleet({
        fleetType: 'SPOT',
        locations: [
          { location: 'eu-west-1', minimum: 1, desired: 2, maximum: 20 },
          { location: 'us-east-1', minimum: 1, desired: 2, maximum: 20 },
        ],
      }),
    },
    aliases: [
      { name: 'spot', active: 'spot-blue' },
      { name: 'on-demand', active: 'blue' },
    ],
    queue: {
      timeoutSeconds: 60,
      latencyPolicies: [{ maximumMilliseconds: 120, forSeconds: 20 }, { maximumMilliseconds: 300 }],
    },
  },
  matchmaking: { requestTimeoutSeconds: 90 },
  api: {
    allowedOrigins: [],
    attemptsPerAddress: 30,
    reserveConcurrency: true,
    newVersions: 'Canary10Percent5Minutes',
  },
  site: {
    domain: {
      dns: 'elsewhere',
      name: 'play.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:444455556666:certificate/write-your-own',
    },
  },
  operations: { logRetentionDays: 90, alarmEmail: 'oncall@example.com', monthlyBudgetDollars: 5_000 },
  delivery: {
    repository: shared.repository,
    repositoryIds: shared.repositoryIds,
    createProvider: true,
    deploySessionSeconds: 10_800,
  },
};
