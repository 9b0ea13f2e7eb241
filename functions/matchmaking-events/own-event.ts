/**
 * Whether an event is of our configurations and no other, by the ARN that FlexMatch puts into `resources`. The
 * rule's pattern checks the same; this check also covers calls without the rule.
 * @param configurations names of our FlexMatch configurations
 */
export function isOwnEvent(envelope: unknown, configurations: readonly string[]): boolean {
  if (typeof envelope !== 'object' || envelope === null || !('resources' in envelope)) return false;
  const { resources } = envelope;
  return (
    Array.isArray(resources) &&
    resources.length > 0 &&
    resources.every(
      (arn: unknown) =>
        typeof arn === 'string' &&
        configurations.some((name) => arn.endsWith(`:matchmakingconfiguration/${name}`)),
    )
  );
}
