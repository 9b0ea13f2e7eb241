import { differing } from './comparison';
import { changeKindOf, type PlannedChange } from './plan';

/**
 * Attributes that other resources write: the provider reads them back at the next refresh, and reports drift.
 */
export const writtenElsewhere: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket: [
    'cors_rule',
    'grant',
    'lifecycle_rule',
    'logging',
    'policy',
    'replication_configuration',
    'server_side_encryption_configuration',
    'versioning',
    'website',
  ],
  aws_iam_role: ['inline_policy', 'managed_policy_arns'],
};

/** Changes and deletions outside of Terraform, as sentences. */
export function driftOf(drift: readonly PlannedChange[]): readonly string[] {
  return drift.flatMap((one) => {
    const kind = changeKindOf(one);
    if (kind === undefined) return [];
    if (kind === 'destroyed')
      return [`\`${one.address}\` was deleted outside of Terraform since the last deploy`];
    const { before, after } = one.change;
    const ignored = writtenElsewhere[one.type] ?? [];
    const names = differing(before ?? {}, after ?? {}).filter(
      (name) => name !== 'tags_all' && !ignored.includes(name),
    );
    return names.length === 0
      ? []
      : [`\`${one.address}\` was changed (${names.join(', ')}) outside of Terraform since the last deploy`];
  });
}
