import { type EnvironmentSource, type LaptopSource } from '../../config';

/** The framework's own environments, which its tests deploy, independent of game/environments/. */
const shared = {
  project: 'turnlift',
  repository: 'example/turnlift',
  repositoryIds: { owner: '0', repository: '0' },
  launchPath: '/local/game/server.js',
} as const;

type Fleet = EnvironmentSource['realtime']['fleets'][string];

export function standardFleet(differences: Pick<Fleet, 'locations'> & Partial<Fleet>): Fleet {
  return {
    instanceType: 'c5.large',
    fleetType: 'ON_DEMAND',
    nodeJsVersion: '24.x',
    certificate: 'GENERATED',
    processesPerInstance: 20,
    sessionActivationSeconds: 30,
    freeSessionsPercent: 20,
    protection: 'FullProtection',
    ...differences,
  };
}

export const laptop: LaptopSource = {
  project: shared.project,
  environment: 'laptop',
  account: '000000000000',
  region: 'us-east-1',
  realtime: {
    launchPath: shared.launchPath,
    loggingLevel: 'info',
    fleets: {
      blue: standardFleet({
        certificate: 'DISABLED',
        processesPerInstance: 50,
        locations: [{ location: 'us-east-1', minimum: 1, desired: 1, maximum: 1 }],
      }),
    },
    aliases: [{ name: 'on-demand', active: 'blue' }],
    queue: { timeoutSeconds: 600, latencyPolicies: [] },
  },
  // A machine that is busy with a hundred bots lets players wait longer than a fleet does.
  matchmaking: { requestTimeoutSeconds: 600 },
  // All players come from one address.
  api: { attemptsPerAddress: 100_000 },
  laptop: { host: '127.0.0.1', port: 4100, dataFolder: '.turnlift', warmProcesses: 2 },
};

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
  site: {},
  webhooks: { push: { url: 'https://push.our-game.gg/turnlift', types: ['your-turn', 'clock-low'] } },
  operations: { logRetentionDays: 7, monthlyBudgetDollars: 150 },
  delivery: {
    repository: shared.repository,
    repositoryIds: shared.repositoryIds,
    createProvider: true,
    deploySessionSeconds: 10_800,
  },
};

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
  // dev is in the same account, and made the OIDC provider of GitHub.
  delivery: {
    repository: shared.repository,
    repositoryIds: shared.repositoryIds,
    createProvider: false,
    deploySessionSeconds: 10_800,
  },
};

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
