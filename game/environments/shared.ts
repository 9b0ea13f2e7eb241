import { type EnvironmentSource } from '../../config';

/**
 * The settings that all environments have in common. A team that takes the project over changes `repository`
 * here, and the accounts in each file.
 */
export const shared = {
  project: 'turnlift',
  repository: 'example/turnlift',
  /** `gh api repos/OWNER/NAME --jq '.owner.id, .id'` prints both. */
  repositoryIds: { owner: '0', repository: '0' },
  launchPath: '/local/game/server.js',
} as const;

type Fleet = EnvironmentSource['realtime']['fleets'][string];

/** A fleet of two-core machines; an environment says where and how many. */
export function standardFleet(differences: Pick<Fleet, 'locations'> & Partial<Fleet>): Fleet {
  return {
    instanceType: 'c5.large',
    fleetType: 'ON_DEMAND',
    nodeJsVersion: '24.x',
    certificate: 'GENERATED',
    // As many as GameLift allows: docs/cost.md has what a match takes of a machine.
    processesPerInstance: 50,
    sessionActivationSeconds: 30,
    freeSessionsPercent: 20,
    protection: 'FullProtection',
    ...differences,
  };
}
