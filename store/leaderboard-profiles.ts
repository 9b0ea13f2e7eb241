import {
  type LeaderboardProfile,
  type entryUpdate,
  leaderboardProfileOf,
  removedVersion,
} from './stored-entries';

/** The update of a new entry, with the player's profile. */
export function withProfile(update: ReturnType<typeof entryUpdate>, profile: LeaderboardProfile) {
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

/** The update that replaces the profile of an entry; its condition has to define `:removed`. */
export function profileUpdate(profile: LeaderboardProfile) {
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

function lettersOf({ displayName, country, avatar }: LeaderboardProfile): Readonly<Record<string, string>> {
  return {
    ...(displayName === undefined ? {} : { n: displayName }),
    ...(country === undefined ? {} : { c: country }),
    ...(avatar === undefined ? {} : { a: avatar }),
  };
}

export function sameProfile(one: LeaderboardProfile, other: LeaderboardProfile): boolean {
  return (
    one.displayName === other.displayName && one.country === other.country && one.avatar === other.avatar
  );
}

/** The most UTF-16 code units of a country or avatar: both are keys. */
export const maxProfileKey = 64;

/**
 * The part of a profile row that leaderboards show. The name is shown at any length: core/display-name.ts has
 * its limits. Country and avatar are kept values of the backend, of any form: what is not a short text is
 * left out.
 */
export function profileOfRow(row: Readonly<Record<string, unknown>>): LeaderboardProfile {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const key = (value: unknown): string | undefined => {
    const found = text(value);
    return found === undefined || found.length > maxProfileKey ? undefined : found;
  };
  return leaderboardProfileOf(text(row.displayName), key(row['kept.country']), key(row['kept.avatar']));
}
