import { describe, expect, it } from '@jest/globals';
import { ApplyEnded, NotApproved } from '../../tools/deploy/apply-ended';
import { Interrupted } from '../../tools/terraform/interruption';
import { TerraformFailed } from '../../tools/terraform/terraform';

const stack = { name: 'dev-api', folder: 'cdktf.out/stacks/dev-api', dependencies: [] };
const ended = (cause: unknown): readonly string[] =>
  new ApplyEnded(stack, ['dev-data', 'dev-site'], ['dev-pages'], cause).message.split('\n');
const failed = (said: string): TerraformFailed =>
  new TerraformFailed('apply', { code: 1, output: said, stdout: '', seconds: 1 });
const between = ['applied before it: dev-data, dev-site', 'not touched: dev-pages'];
const again = 'plan, review and apply again (in CI: run the workflow again)';

describe('an apply that ends early reports where, what is applied, and what to do', () => {
  it('of a plan that is stale or was not approved: plan again', () => {
    expect(ended(failed('Error: Saved plan is stale\n'))).toEqual([
      'dev-api: its plan is stale: the state has changed since the plan, so nothing of it was applied',
      ...between,
      again,
    ]);
    expect(ended(new NotApproved('it differs'))).toEqual(['dev-api: it differs', ...between, again]);
  });

  it('of a lock that is held: wait, or take it away', () => {
    const lines = ended(failed('Error: Error acquiring the state lock\n\n  ID: 1234\n'));
    expect(lines[0]).toMatch(
      /^dev-api: another run holds the lock of its state, so nothing of it was applied$/,
    );
    expect(lines).toContain('ID: 1234');
    expect(lines.at(-1)).toContain('terraform -chdir=cdktf.out/stacks/dev-api force-unlock ID');
  });

  it('of a signal and of any other failure: what stands stays', () => {
    expect(ended(new Interrupted('no further'))).toEqual([
      'dev-api: interrupted: no further',
      ...between,
      `what Terraform made is in its state: ${again}`,
    ]);
    expect(ended(failed('aws_x.y: Creating...\nError: AccessDenied\n'))).toEqual([
      'dev-api: terraform apply failed:',
      'Error: AccessDenied',
      ...between,
      `what it changed stays: correct the cause, then ${again}`,
    ]);
  });
});
