import * as z from 'zod';

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
  return old.data.Locations.flatMap(({ Location, LocationCapacity }) => {
    const now = places.get(Location);
    if (now === undefined) return [`the location ${Location} is removed, and its matches end`];
    if ((LocationCapacity.MaxSize ?? 0) > 0 && now.MaxSize === 0)
      return [`the capacity of ${Location} goes to zero: no match is placed there any more`];
    if (mayBeZero(now) && !wakes(now) && (wakes(LocationCapacity) || !mayBeZero(LocationCapacity)))
      return [`the capacity of ${Location} may go to zero, and stays there: no match is placed there then`];
    return (!mayBeZero(LocationCapacity) && mayBeZero(now)) || (isZero(now) && !isZero(LocationCapacity))
      ? [`the capacity of ${Location} may go to zero: matches wait minutes for a machine, or find none`]
      : [];
  });
}
