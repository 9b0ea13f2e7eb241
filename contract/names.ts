/**
 * Names of resources that deployed code derives itself, from the prefix that every resource of an environment
 * has: `<project>-<environment>`. templates/names.ts uses the same functions.
 */

/** `turnlift-dev-<part>`. @param prefix `<project>-<environment>` */
export function resourceName(prefix: string, part: string): string {
  return `${prefix}-${part}`;
}

/** The queue that places all matches. */
export function queueName(prefix: string): string {
  return resourceName(prefix, 'matches');
}

/** The name of the FlexMatch configuration of a matchmaking. @param key its name in game/index.ts */
export function configurationName(prefix: string, key: string): string {
  return resourceName(prefix, key);
}

/**
 * The ARN of the FlexMatch configuration of a matchmaking.
 * @param gameliftArn beginning of the ARNs of the environment's GameLift resources, with a colon at the end
 */
export function configurationArn(gameliftArn: string, prefix: string, key: string): string {
  return `${gameliftArn}matchmakingconfiguration/${configurationName(prefix, key)}`;
}

/**
 * The matchmaking that a configuration belongs to.
 * @param configuration the configuration's name or ARN
 * @returns the key, or undefined when the configuration is not one of this environment
 */
export function matchmakingKeyOf(prefix: string, configuration: string): string | undefined {
  const name = configuration.slice(configuration.lastIndexOf('/') + 1);
  const start = resourceName(prefix, '');
  return name.startsWith(start) && name.length > start.length ? name.slice(start.length) : undefined;
}
