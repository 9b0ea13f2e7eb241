import { type BoardProfile, type entryUpdate, profileOf, removedVersion } from './boards';

/** The update of a new entry, with the player's profile. */
export function withProfile(update: ReturnType<typeof entryUpdate>, profile: BoardProfile) {
  const letters = lettersOf(profile);
  const set = Object.keys(letters).map((letter) => `${letter} = :${letter}`);
  return {
    ...update,
    UpdateExpression: update.UpdateExpression.replace(/^SET /, `SET ${[...set, ''].join(', ')}`),
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ...Object.fromEntries(Object.entries(letters).map(([letter, value]) => [`:${letter}`, value])),
    },
  };
}

/** The update that gives an entry another profile; its condition has to know `:removed`. */
export function profileUpdate(profile: BoardProfile) {
  const letters = lettersOf(profile);
  const set = Object.keys(letters).map((letter) => `${letter} = :${letter}`);
  const dropped = ['n', 'c', 'a'].filter((letter) => !Object.hasOwn(letters, letter));
  return {
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
      ...(dropped.length > 0 ? [`REMOVE ${dropped.join(', ')}`] : []),
    ].join(' '),
    ExpressionAttributeValues: {
      ':removed': removedVersion,
      ...Object.fromEntries(Object.entries(letters).map(([letter, value]) => [`:${letter}`, value])),
    },
  };
}

function lettersOf({ displayName, country, avatar }: BoardProfile): Readonly<Record<string, string>> {
  return {
    ...(displayName === undefined ? {} : { n: displayName }),
    ...(country === undefined ? {} : { c: country }),
    ...(avatar === undefined ? {} : { a: avatar }),
  };
}

export function sameProfile(one: BoardProfile, other: BoardProfile): boolean {
  return (
    one.displayName === other.displayName && one.country === other.country && one.avatar === other.avatar
  );
}

/** What boards show of a profile row. Country and avatar are values that the backend keeps, when it does. */
export function profileOfRow(row: Readonly<Record<string, unknown>>): BoardProfile {
  const short = (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= 64 ? value : undefined;
  return profileOf(short(row.displayName), short(row['kept.country']), short(row['kept.avatar']));
}
