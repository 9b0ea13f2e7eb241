import { type LaptopSource } from '../config';

/** The environment of a world. A world has its own fleet; only the definition reads this. */
export const laptop: LaptopSource = {
  project: 'turnlift',
  environment: 'laptop',
  account: '000000000000',
  region: 'us-east-1',
  realtime: {
    launchPath: '/local/game/server.js',
    loggingLevel: 'info',
    fleets: {
      blue: {
        instanceType: 'c5.large',
        fleetType: 'ON_DEMAND',
        nodeJsVersion: '24.x',
        certificate: 'DISABLED',
        processesPerInstance: 50,
        sessionActivationSeconds: 30,
        freeSessionsPercent: 20,
        protection: 'FullProtection',
        locations: [{ location: 'us-east-1', minimum: 1, desired: 1, maximum: 1 }],
      },
    },
    aliases: [{ name: 'on-demand', active: 'blue' }],
    queue: { timeoutSeconds: 600, latencyPolicies: [] },
  },
  matchmaking: { requestTimeoutSeconds: 600 },
  api: { attemptsPerAddress: 100_000 },
  laptop: { host: '127.0.0.1', port: 4100, dataFolder: '.turnlift', warmProcesses: 2 },
};
