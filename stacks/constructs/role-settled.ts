import { DataResource, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

/** IAM tells all its parts of a new role within seconds; twice the usual. */
const seconds = 20;

/**
 * A pause after roles were made. IAM is eventually consistent, and CloudFormation's handlers for scripts and
 * fleets do not try again when GameLift cannot take a role on yet (hashicorp/terraform-provider-aws 20332).
 * It runs once for each new role; where nothing is new, nothing waits.
 */
export class RoleSettled extends Construct {
  /** What needs the roles depends on this. */
  readonly settled: ITerraformDependable;

  /**
   * @param roles ids that AWS makes up for each role anew, so that a role that is replaced is waited for
   *   again
   * @param after the roles' policies
   */
  constructor(scope: Construct, roles: Readonly<Record<string, string>>, after: ITerraformDependable[]) {
    super(scope, 'role-settled');
    this.settled = new DataResource(this, 'pause', {
      triggersReplace: { ...roles },
      dependsOn: after,
      // Node is there wherever the stacks were synthesized; `sleep` is not, on Windows.
      provisioners: [{ type: 'local-exec', command: `node -e "setTimeout(() => {}, ${seconds * 1_000})"` }],
    });
  }
}
