import { type CommonConfig, homeRegions, type LaptopConfig, limits } from '../../config';
import { type Backend } from '../../definition';
import { laptopName } from '../../definition/define-backend';
import { environmentOf, laptopOf } from '../../definition/environments';

/** Options of `npm start` besides the environment's file. */
export interface ShapeWishes {
  /** Name of the environment whose shape is run; absent: the laptop's own. */
  readonly environment?: string;
  /** AWS Region to emulate, instead of the environment's. */
  readonly region?: string;
  /** Maximum number of concurrent matches. */
  readonly capacity?: number;
  /** Realtime over wss. */
  readonly tls?: boolean;
}

/** The environment as it runs on this machine. */
export interface LaptopShape {
  readonly config: CommonConfig;
  readonly attemptsPerAddress: number;
  /** The laptop's own: pages of another environment do not call this machine. */
  readonly allowedOrigins: readonly string[];
  /** The laptop's own: providers of another environment would send players back to its pages. */
  readonly identity: LaptopConfig['identity'];
  /** The laptop's own, too: events of a game that is tried out reach no players. */
  readonly webhooks: LaptopConfig['webhooks'];
  readonly laptop: LaptopConfig['laptop'];
  /** Maximum number of concurrent matches, over all locations of the fleets that an alias points to. */
  readonly capacity: number;
}

type Fleets = CommonConfig['realtime']['fleets'];

/**
 * The shape of an environment, as this machine can carry it. Fleets, locations, aliases, queue, latency
 * policies, rule sets, timeouts and acceptance are the environment's own. Numbers that only make sense on
 * many machines are scaled down. Each location has one instance, and all locations together hold as many
 * matches as the laptop's own environment (or as asked). Certificates are made only when asked for. The limit
 * of attempts is the laptop's, since all players come from one address.
 * @throws ConfigError naming the file and the fix
 */
export function laptopShape(backend: Backend, wishes: ShapeWishes): LaptopShape {
  const own = laptopOf(backend);
  const { environment = laptopName } = wishes;
  const asked: CommonConfig = environment === laptopName ? own : environmentOf(backend, environment);
  const moved = wishes.region === undefined ? asked : inRegion(asked, wishes.region);
  const scale = wishes.capacity !== undefined || environment !== laptopName;
  const capacity = wishes.capacity ?? capacityOf(own);
  const fleets = mapFleets(scale ? scaled(moved, capacity) : moved.realtime.fleets, (fleet) => ({
    ...fleet,
    certificate:
      wishes.tls === true ? 'GENERATED' : environment === laptopName ? fleet.certificate : 'DISABLED',
  }));
  const config = { ...moved, realtime: { ...moved.realtime, fleets } };
  return {
    config,
    attemptsPerAddress: own.api.attemptsPerAddress,
    allowedOrigins: own.api.allowedOrigins,
    identity: own.identity,
    webhooks: own.webhooks,
    // Each location keeps processes ready: with many locations, one each is enough.
    laptop: {
      ...own.laptop,
      warmProcesses: placesOf(config) > 1 ? Math.min(1, own.laptop.warmProcesses) : own.laptop.warmProcesses,
    },
    capacity: capacityOf(config),
  };
}

/** The fleets that an alias points to. */
function activeFleets({ realtime: { aliases, fleets } }: CommonConfig): ReadonlyArray<Fleets[string]> {
  return Object.entries(fleets)
    .filter(([name]) => aliases.some(({ active }) => active === name))
    .map(([, fleet]) => fleet);
}

/** Maximum number of concurrent matches on the active fleets. */
function capacityOf(config: CommonConfig): number {
  return activeFleets(config).reduce(
    (sum, { locations, processesPerInstance }) =>
      sum + processesPerInstance * locations.reduce((instances, place) => instances + place.maximum, 0),
    0,
  );
}

/** Locations of the active fleets; a location of two fleets counts twice. */
function placesOf(config: CommonConfig): number {
  return activeFleets(config).reduce((sum, { locations }) => sum + locations.length, 0);
}

/**
 * Scales the fleets so that the active ones host about this many matches together, and each location at least
 * one.
 */
function scaled(config: CommonConfig, capacity: number): Fleets {
  const { fleets } = config.realtime;
  const places = placesOf(config);
  const each = Math.max(1, Math.ceil(capacity / places));
  const instances = Math.ceil(each / limits.processesPerInstance);
  return mapFleets(fleets, (fleet) => ({
    ...fleet,
    processesPerInstance: Math.ceil(each / instances),
    locations: fleet.locations.map(({ location }) => ({
      location,
      minimum: instances,
      desired: instances,
      maximum: instances,
    })),
  }));
}

/** The home location moves with the Region, unless the Region is a location already. */
function inRegion(config: CommonConfig, name: string): CommonConfig {
  const region = regionOf(name);
  return {
    ...config,
    region,
    realtime: {
      ...config.realtime,
      fleets: mapFleets(config.realtime.fleets, (fleet) => ({
        ...fleet,
        locations: fleet.locations.some(({ location }) => location === region)
          ? fleet.locations
          : fleet.locations.map((place) =>
              place.location === config.region ? { ...place, location: region } : place,
            ),
      })),
    },
  };
}

function regionOf(name: string): CommonConfig['region'] {
  const region = homeRegions.find((known) => known === name);
  if (region === undefined)
    throw new Error(`--region knows ${homeRegions.join(', ')}, not ${JSON.stringify(name)}`);
  return region;
}

function mapFleets(fleets: Fleets, change: (fleet: Fleets[string]) => Fleets[string]): Fleets {
  return Object.fromEntries(Object.entries(fleets).map(([name, fleet]) => [name, change(fleet)]));
}
