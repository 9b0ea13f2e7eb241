import { createHash, randomUUID } from 'node:crypto';

/** Chance as a value: the same seed gives the same ids. */
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
      const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}

/** Where an account's resources live. */
export interface Place {
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
export function accountArn(place: Place, kind: string, name: string): string {
  return `arn:${partition(place.region)}:gamelift:${place.region}:${place.account}:${kind}/${name}`;
}

/** ARN without an account, as game sessions, scripts' aliases and some others are written. */
export function regionArn(place: Place, kind: string, name: string): string {
  return `arn:${partition(place.region)}:gamelift:${place.region}::${kind}/${name}`;
}

/** Whether `name or ARN` can mean the resource with this ARN: an ARN of another Region does not. */
export function meansArn(nameOrArn: string, arn: string): boolean {
  return !nameOrArn.startsWith('arn:') || nameOrArn.split(':')[3] === arn.split(':')[3];
}

/** The name behind `name or ARN`: an ARN of that kind gives its last part. */
export function nameFromArn(nameOrArn: string, kind: string): string {
  const found = new RegExp(`^arn:[^:]*:gamelift:[^:]*:[^:]*:${kind}/(.+)$`).exec(nameOrArn);
  return found?.[1] ?? nameOrArn;
}
