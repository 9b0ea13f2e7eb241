import { createHash, randomUUID } from 'node:crypto';

/** A source of ids: the same seed gives the same ids. */
export interface Ids {
  /** Version 4, lower case. */
  uuid(): string;
}

/** UUIDs derived from a seed, or random ones without. */
export function createIds(seed?: number): Ids {
  if (seed === undefined) return { uuid: randomUUID };
  let count = 0;
  return {
    uuid: () => {
      count += 1;
      const hex = createHash('sha256').update(`${seed}:${count}`).digest('hex');
      const version = `4${hex.slice(13, 16)}`;
      const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16) + hex.slice(17, 20);
      return [hex.slice(0, 8), hex.slice(8, 12), version, variant, hex.slice(20, 32)].join('-');
    },
  };
}

/** The Region and account of resources. */
export interface AccountRegion {
  readonly region: string;
  readonly account: string;
}

/** `aws`, `aws-cn` or `aws-us-gov`. */
export function partition(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/**
 * ARN of a resource that belongs to the account:
 * `arn:aws:gamelift:us-west-2:111122223333:matchmakingconfiguration/duel`.
 */
export function accountArn(place: AccountRegion, kind: string, name: string): string {
  return `arn:${partition(place.region)}:gamelift:${place.region}:${place.account}:${kind}/${name}`;
}

/** ARN without an account, the form of game sessions and aliases. */
export function regionArn(place: AccountRegion, kind: string, name: string): string {
  return `arn:${partition(place.region)}:gamelift:${place.region}::${kind}/${name}`;
}

/**
 * The name in a `name or ARN` of a resource of this kind: the last part of an ARN.
 * @returns undefined for an ARN of another Region or account; an ARN without an account is accepted
 */
export function nameHere(place: AccountRegion, nameOrArn: string, kind: string): string | undefined {
  const found = new RegExp(`^arn:[^:]*:gamelift:([^:]*):([^:]*):${kind}/(.+)$`).exec(nameOrArn);
  if (found === null) return nameOrArn;
  const [, region, account, name] = found;
  return region === place.region && (account === '' || account === place.account) ? name : undefined;
}
