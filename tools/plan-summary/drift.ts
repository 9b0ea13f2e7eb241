import { kindOf, type ResourceChange } from './plan';

/**
 * Attributes that other resources write: the provider reads them back at the next refresh, and reports drift.
 */
const writtenElsewhere: Readonly<Record<string, readonly string[]>> = {
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
export function driftOf(drift: readonly ResourceChange[]): readonly string[] {
  return drift.flatMap((one) => {
    const kind = kindOf(one);
    if (kind === undefined) return [];
    if (kind === 'destroyed')
      return [`\`${one.address}\` was deleted by somebody else since the last deploy`];
    const { before, after } = one.change;
    const ignored = writtenElsewhere[one.type] ?? [];
    const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
      (name) =>
        name !== 'tags_all' &&
        !ignored.includes(name) &&
        JSON.stringify(meaning(before?.[name])) !== JSON.stringify(meaning(after?.[name])),
    );
    return names.length === 0
      ? []
      : [
          `\`${one.address}\` was changed (${names.sort().join(', ')}) by somebody else since the last deploy`,
        ];
  });
}

/** A value without its empty parts: an unset value can be null, false, empty text or an empty list. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(meaning);
    return members.length === 0 ? null : members;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([name, member]) => [name, meaning(member)] as const)
      .filter(([, member]) => member !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length === 0 ? null : Object.fromEntries(entries);
  }
  return value === undefined || value === false || value === '' ? null : value;
}
