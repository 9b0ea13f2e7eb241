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

/** The roles of a stack with their inline policies, by name. */
export function rolesOf(stack: StackFile | undefined): ReadonlyMap<string, SynthesizedRole> {
  const policies = Object.values(resources(stack, 'aws_iam_role_policy'));
  return new Map(
    Object.entries(resources(stack, 'aws_iam_role')).map(([id, role]) => {
      const name = String(role['name']);
      return [
        name,
        {
          name,
          path: String(role['path'] ?? '/'),
          boundary:
            role['permissions_boundary'] === undefined ? undefined : String(role['permissions_boundary']),
          trust: parsePolicy(String(role['assume_role_policy'])),
          statements: policies
            .filter((found) => String(found['role']).includes(`aws_iam_role.${id}.`))
            .flatMap((found) => parsePolicy(String(found['policy']))),
        },
      ];
    }),
  );
}
