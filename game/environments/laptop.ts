import { type LaptopSource } from '../../config';
import { shared, standardFleet } from './shared';

/** `npm start`: the same fleets, queue and FlexMatch as in the cloud, on this machine. */
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
