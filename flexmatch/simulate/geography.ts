import { type NumberDistribution } from './distribution';

/** Latitude and longitude, in degrees, of AWS Regions. */
const places: Readonly<Record<string, readonly [number, number]>> = {
  'us-east-1': [38.9, -77.4],
  'us-east-2': [40.0, -83.0],
  'us-west-1': [37.4, -121.9],
  'us-west-2': [45.8, -119.7],
  'ca-central-1': [45.5, -73.6],
  'sa-east-1': [-23.5, -46.6],
  'eu-central-1': [50.1, 8.7],
  'eu-west-1': [53.3, -6.3],
  'eu-west-2': [51.5, -0.1],
  'eu-west-3': [48.9, 2.4],
  'eu-north-1': [59.3, 18.1],
  'eu-south-1': [45.5, 9.2],
  'ap-northeast-1': [35.7, 139.7],
  'ap-northeast-2': [37.6, 127.0],
  'ap-northeast-3': [34.7, 135.5],
  'ap-southeast-1': [1.35, 103.8],
  'ap-southeast-2': [-33.9, 151.2],
  'ap-south-1': [19.1, 72.9],
  'ap-east-1': [22.3, 114.2],
  'me-south-1': [26.1, 50.6],
  'af-south-1': [-33.9, 18.4],
};

/** The default regions: three, far apart. */
export const usualRegions = [
  { name: 'us-east-1', weight: 4 },
  { name: 'eu-central-1', weight: 4 },
  { name: 'ap-northeast-1', weight: 2 },
];

/** Names of the regions with a known place. */
export const knownRegions: readonly string[] = Object.keys(places);

const earthKm = 6371;
/** Light in fibre takes 0.01 ms per km for the round trip; real routes are half as long again. */
const msPerKm = 0.016;
/** From a home to the nearest data centre and back. */
const accessMs = { median: 22, sigma: 0.45, min: 4, max: 400 };

/**
 * Round trip in milliseconds from players near one region to a location: their own access plus the distance.
 * @returns undefined when one of the two is not a known AWS Region
 */
export function usualLatency(home: string, location: string): NumberDistribution | undefined {
  const from = places[home];
  const to = places[location];
  if (from === undefined || to === undefined) return undefined;
  const way = Math.round(distanceKm(from, to) * msPerKm);
  return {
    distribution: 'lognormal',
    median: accessMs.median + way,
    sigma: Math.round((accessMs.sigma * 1000 * accessMs.median) / (accessMs.median + way)) / 1000,
    min: accessMs.min + way,
    max: accessMs.max + way,
  };
}

function distanceKm(
  [latA, lonA]: readonly [number, number],
  [latB, lonB]: readonly [number, number],
): number {
  const radians = Math.PI / 180;
  const half =
    Math.sin(((latB - latA) * radians) / 2) ** 2 +
    Math.cos(latA * radians) * Math.cos(latB * radians) * Math.sin(((lonB - lonA) * radians) / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.sqrt(half));
}
