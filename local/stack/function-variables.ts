import { locationsOf } from '../../config';
import { type EnvironmentKey } from '../../contract/environment';
import { searchSecondsOf } from '../../definition/environments';
import { identityProvidersOf } from '../../definition/identity';
import { webhooksOf } from '../../definition/webhooks';
import { type Names } from '../../templates';
import { type LaptopShape } from './shape';

/**
 * Values of the environment variables of functions, as stacks/constructs/grants.ts has them for the cloud.
 */
export function functionVariables(
  shape: LaptopShape,
  { tables, prefix, gameliftArn, signingKeys, eventBus }: Names,
): Readonly<Partial<Record<EnvironmentKey, string>>> {
  return {
    playersTable: tables.players,
    ticketsTable: tables.tickets,
    matchesTable: tables.matches,
    leaderboardsTable: tables.leaderboards,
    ranksTable: tables.ranks,
    deliveriesTable: tables.deliveries,
    resourcePrefix: prefix,
    gameliftArn,
    signingKeysSecret: signingKeys,
    locations: locationsOf(shape.config).join(','),
    searchSeconds: searchSecondsOf(shape.config),
    attemptsPerAddress: String(shape.attemptsPerAddress),
    identityProviders: JSON.stringify(identityProvidersOf(shape.identity)),
    reservedNames: shape.identity.reservedNames.join(',') || 'none',
    eventBus,
    webhooks: JSON.stringify(webhooksOf(shape.webhooks, 'loopback')),
  };
}
