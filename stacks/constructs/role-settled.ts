import { type ITerraformDependable, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';

/** A new role reaches all parts of IAM within seconds; this is twice the usual time. */
const seconds = 20;

/**
 * A pause after roles were created. IAM is eventually consistent, and CloudFormation's handlers for scripts
 * and fleets do not retry when GameLift cannot assume a role yet (hashicorp/terraform-provider-aws 20332). It
 * runs once for each new role, and not at all without one.
 */
export class RoleSettled extends Construct {
  /** Resources that need the roles depend on this. */
  readonly settled: ITerraformDependable;

  /**
   * @param roles ids that AWS generates for each role, so that a replaced role causes another pause
   * @param after the roles' policies
   */
  constructor(scope: Construct, roles: Readonly<Record<string, string>>, after: ITerraformDependable[]) {
    super(scope, 'role-settled');
    // Not CDKTF's own class for it: that one asks Terraform for its version at synth, where nothing else
    // needs Terraform. The stack demands a newer one anyway.
    const pause = new TerraformResource(this, 'pause', {
      terraformResourceType: 'terraform_data',
      terraformGeneratorMetadata: { providerName: 'terraform' },
      dependsOn: after,
      // Node is installed wherever the stacks are synthesized; `sleep` is missing on Windows.
      provisioners: [{ type: 'local-exec', command: `node -e "setTimeout(() => {}, ${seconds * 1_000})"` }],
    });
    pause.addOverride('triggers_replace', { ...roles });
    this.settled = pause;
  }
}
