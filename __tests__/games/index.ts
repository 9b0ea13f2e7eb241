import { type EnvironmentConfig } from '../../config';
import { constant, defineBackend, matchesPlayed, option, stored } from '../../definition';
import * as environments from '../../definition/environments';
import { columns } from './columns';
import { dev, laptop, prod, staging } from './environments';
import { noughts } from './noughts';
import duel from './rule-sets/duel.json';
import trio from './rule-sets/trio.json';
import { thirds } from './thirds';

/** The backend of the framework's own tests. They pass with any content of game/. */
export const backend = defineBackend({
  games: [noughts, columns, thirds],
  matchmaking: {
    duel: { ruleSet: duel, games: ['noughts', 'columns'] },
    casual: {
      ruleSet: duel,
      games: ['noughts'],
      rated: false,
      requestTimeoutSeconds: 45,
      acceptanceSeconds: 20,
      fillWithBots: { afterSeconds: 20 },
      absentSeats: 'bot',
    },
    trio: {
      ruleSet: trio,
      games: ['thirds'],
      attributes: {
        experience: matchesPlayed(),
        league: stored('league', 'open'),
        speed: option('speed'),
        season: constant(['2026']),
      },
    },
  },
  environments: {
    laptop,
    // Its only location may sleep, and a machine takes longer to wake than casual's own time.
    dev: {
      ...dev,
      matchmaking: { ...dev.matchmaking, overrides: { casual: { requestTimeoutSeconds: 300 } } },
    },
    staging,
    prod,
  },
  leaderboards: {
    noughts: {
      rating: { metric: 'rating' },
      wins: {
        metric: 'wins',
        periods: ['all', 'month', 'day'],
        rewards: { places: 3, give: ({ rank }) => ({ medal: rank }) },
      },
    },
  },
});

export { prod };

/** Names of the environments in the cloud. */
export const environmentNames = environments.environmentNames(backend);

/** One of the environments, validated. */
export function environmentOf(name: string): EnvironmentConfig {
  return environments.environmentOf(backend, name);
}

export default backend;

/** This file, for bundles that run this backend in place of game/. */
export const definition = __filename;
