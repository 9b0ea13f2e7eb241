import { parsePolicy, type PolicyStatement } from '../../../tools/policy/evaluate';
import { type StackFile } from '../../../tools/synthesized';
import { resources } from './reading';

export interface SynthesizedRole {
  readonly name: string;
  readonly path: string;
  readonly boundary: string | undefined;
  readonly trust: readonly PolicyStatement[];
  readonly statements: readonly PolicyStatement[];
}

/** The roles of a stack with their inline and attached policies, by name. */
export function rolesOf(stack: StackFile | undefined): ReadonlyMap<string, SynthesizedRole> {
  const inline = Object.values(resources(stack, 'aws_iam_role_policy'));
  const attachments = Object.values(resources(stack, 'aws_iam_role_policy_attachment'));
  const managed = new Map(
    Object.values(resources(stack, 'aws_iam_policy')).map((one) => [
      `policy${String(one['path'])}${String(one['name'])}`,
      parsePolicy(String(one['policy'])),
    ]),
  );
  const findAttached = (arn: string): readonly PolicyStatement[] => {
    const statements = managed.get(arn.split(':').at(-1) ?? '');
    if (statements === undefined) throw new Error(`${arn} is attached, and not a policy of the stack`);
    return statements;
  };
  return new Map(
    Object.entries(resources(stack, 'aws_iam_role')).map(([id, role]) => {
      const name = String(role['name']);
      const ofRole = (found: Record<string, unknown>): boolean =>
        String(found['role']).includes(`aws_iam_role.${id}.`);
      return [
        name,
        {
          name,
          path: String(role['path'] ?? '/'),
          boundary:
            role['permissions_boundary'] === undefined ? undefined : String(role['permissions_boundary']),
          trust: parsePolicy(String(role['assume_role_policy'])),
          statements: [
            ...inline.filter(ofRole).flatMap((found) => parsePolicy(String(found['policy']))),
            ...attachments.filter(ofRole).flatMap((found) => findAttached(String(found['policy_arn']))),
          ],
        },
      ];
    }),
  );
}
