import * as z from 'zod';
import { beyondOrder } from './magnitude';

const capacity = z
  .looseObject({
    MinSize: z.number().optional(),
    MaxSize: z.number().optional(),
    DesiredEC2Instances: z.number().optional(),
    ManagedCapacityConfiguration: z.looseObject({ ZeroCapacityStrategy: z.string().optional() }).optional(),
  })
  .default({});
const fleet = z.looseObject({
  Locations: z.array(z.looseObject({ Location: z.string(), LocationCapacity: capacity })).default([]),
});
type Capacity = z.output<typeof capacity>;

const mayBeZero = ({ MinSize }: Capacity): boolean => (MinSize ?? 0) === 0;
const isZero = (place: Capacity): boolean => mayBeZero(place) && place.DesiredEC2Instances === 0;
const wakes = ({ ManagedCapacityConfiguration }: Capacity): boolean =>
  ManagedCapacityConfiguration?.ZeroCapacityStrategy === 'SCALE_TO_AND_FROM_ZERO';

/** Places of a fleet that are removed, or where matches wait for a machine or find none. */
export function locationDangers(is: unknown, was: unknown): readonly string[] {
  const [old, next] = [fleet.safeParse({ Locations: was }), fleet.safeParse({ Locations: is })];
  if (!old.success || !next.success) return ['the locations of the fleet change, and cannot be read'];
  const places = new Map(next.data.Locations.map((place) => [place.Location, place.LocationCapacity]));
  return old.data.Locations.flatMap(({ Location, LocationCapacity: before }) => {
    const now = places.get(Location);
    if (now === undefined) return [`the location ${Location} is removed, and its matches end`];
    const asleep = sleepDangers(Location, now, before);
    return [...asleep, ...sizeDangers(Location, now, before, asleep.length > 0)];
  });
}

function sleepDangers(location: string, now: Capacity, before: Capacity): readonly string[] {
  if ((before.MaxSize ?? 0) > 0 && now.MaxSize === 0)
    return [`the capacity of ${location} goes to zero: no match is placed there any more`];
  if (mayBeZero(now) && !wakes(now) && (wakes(before) || !mayBeZero(before)))
    return [`the capacity of ${location} may go to zero, and stays there: no match is placed there then`];
  return (!mayBeZero(before) && mayBeZero(now)) || (isZero(now) && !isZero(before))
    ? [`the capacity of ${location} may go to zero: matches wait minutes for a machine, or find none`]
    : [];
}

/** @param asleep whether the end of the capacity is listed already */
function sizeDangers(location: string, now: Capacity, before: Capacity, asleep: boolean): readonly string[] {
  const cut = limits.filter((name) => (now[name] ?? (name === 'MinSize' ? 0 : -1)) < (before[name] ?? 0));
  const grown = sizes.filter(
    (name) => before[name] !== undefined && (now[name] ?? 0) > Math.max(before[name], 1) * 10,
  );
  const [idle, oldIdle] = [now, before].map(({ ManagedCapacityConfiguration: managed }) => managed);
  const other = beyondOrder(besideSizes(now), besideSizes(before));
  const sleep =
    idle && oldIdle
      ? beyondOrder({ ...idle, ZeroCapacityStrategy: '' }, { ...oldIdle, ZeroCapacityStrategy: '' })
      : [];
  return [
    ...(asleep ? [] : cut).map(
      (name) => `the capacity of ${location} is cut: ${name} ${before[name] ?? 0} → ${now[name] ?? 'none'}`,
    ),
    ...grown.map((name) => `the capacity of ${location} is tenfold: ${name} ${before[name]} → ${now[name]}`),
    ...[...other, ...sleep].map((change) => `the capacity of ${location} changes: ${change}`),
  ];
}

const limits = ['MinSize', 'MaxSize'] as const;
const sizes = [...limits, 'DesiredEC2Instances'] as const;

const besideSizes = (place: Capacity): Readonly<Record<string, unknown>> => ({
  ...place,
  ...Object.fromEntries([...sizes, 'ManagedCapacityConfiguration'].map((name) => [name, undefined])),
});
