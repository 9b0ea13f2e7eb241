import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { type IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { ciPath } from '../../templates/names';
import { type Rights } from './delivery-rights';
import { type GameStack } from './game-stack';
import { policy } from './policy';

/**
 * IAM changes no description of a policy, and deletes no policy that a role still has. So Terraform must not
 * replace one for another description: its attachments, and the roles that it bounds, name it by an ARN that
 * stays the same.
 */
export const keptPolicy = { ignoreChanges: ['description'] };

/**
 * The rights of a role of CI as managed policies, one a subject, in the path that the role itself must not
 * change. IAM takes 10,240 characters as a role's inline policies together, but 6,144 for each of ten
 * managed ones.
 */
export class ManagedRights extends Construct {
  constructor(stack: GameStack, part: 'plan' | 'deploy', role: IamRole, rights: Rights) {
    super(stack, `${part}-rights`);
    const { names, config } = stack;
    for (const [subject, statements] of rights) {
      const name = names.ciPolicy(part, subject);
      const held = new IamPolicy(this, subject, {
        name,
        path: ciPath,
        description: `what ci-${part} may do: ${subject}`,
        policy: policy(...statements),
        lifecycle: keptPolicy,
      });
      new IamRolePolicyAttachment(this, `${subject}-attachment`, {
        role: role.name,
        // Written out, so that a plan shows what is attached.
        policyArn: `arn:aws:iam::${config.account}:policy${ciPath}${name}`,
        dependsOn: [held],
      });
    }
  }
}
