import { messageOf } from '../../core/message-of';
import { type SynthesizedStack } from '../synthesized';
import { Interrupted, interruption } from '../terraform/interruption';
import { TerraformFailed } from '../terraform/terraform';

/** The changes would differ from the approved ones. */
export class NotApproved extends Error {}

const again = 'plan, review and apply again (in CI: run the workflow again)';

/** An apply that ended before its last stack: where and why, what was applied, and how to continue. */
export class ApplyEnded extends Error {
  /**
   * @param stack where it ended
   * @param applied names of the stacks before it that were changed
   * @param untouched names of the stacks that were not applied
   */
  constructor(
    stack: SynthesizedStack,
    applied: readonly string[],
    untouched: readonly string[],
    override readonly cause: unknown,
  ) {
    const { why, next } = ending(stack, cause);
    super(
      [
        `${stack.name}: ${why}`,
        `applied before it: ${applied.join(', ') || 'none'}`,
        `not touched: ${untouched.join(', ') || 'none'}`,
        next,
      ].join('\n'),
    );
  }
}

function ending(
  { folder }: SynthesizedStack,
  cause: unknown,
): { readonly why: string; readonly next: string } {
  const output = cause instanceof TerraformFailed ? cause.run.output : '';
  if (/Saved plan is stale/.test(output))
    return {
      why: 'its plan is stale: the state has changed since the plan, so nothing of it was applied',
      next: again,
    };
  if (cause instanceof NotApproved) return { why: cause.message, next: again };
  if (/Error acquiring the state lock/.test(output))
    return {
      why: `another run holds the lock of its state, so nothing of it was applied\n${messageOf(cause)}`,
      next:
        `wait for that run, then ${again}. If it was killed, take its lock away by the ID above: ` +
        `terraform -chdir=${folder} force-unlock ID`,
    };
  const signal = interruption();
  if (cause instanceof Interrupted || signal !== undefined)
    return {
      why: `interrupted${signal === undefined ? '' : ` by ${signal}`}: ${messageOf(cause)}`,
      next: `what Terraform made is in its state: ${again}`,
    };
  return { why: messageOf(cause), next: `what it changed stays: correct the cause, then ${again}` };
}
