/**
 * Whether an event is of our configurations and no other, by the ARNs that FlexMatch puts into `resources`:
 * another account or Region may have a configuration of the same name. The rule's pattern checks the same;
 * this check also covers calls without the rule.
 * @param configurations ARNs of our FlexMatch configurations
 */
export function isOwnEvent(envelope: unknown, configurations: readonly string[]): boolean {
  if (typeof envelope !== 'object' || envelope === null || !('resources' in envelope)) return false;
  const { resources } = envelope;
  return (
    Array.isArray(resources) &&
    resources.length > 0 &&
    resources.every((arn: unknown) => configurations.some((own) => own === arn))
  );
}
