import { type PlanSummary, summarizePlan } from '../plan-summary/summary';
import { type Report } from './report';

/** The emulator leaves out the colon of the empty Region: `arn:aws:cloudfront:ACCOUNT:distribution/…`. */
const emulatedArn = /(arn:aws:cloudfront:)(\d{12}:distribution\/)/g;

/**
 * The review of a plan on the emulator, as AWS would have the plan. A distribution whose ARN says another
 * account would make the review say that the provider works in the wrong one.
 * @param plan the output of `terraform show -json`
 */
export function reviewOf(
  stack: string,
  plan: string,
  report: Pick<Report, 'addDifferences' | 'addFailure'>,
): PlanSummary {
  const asInAws = plan.replaceAll(emulatedArn, '$1:$2');
  if (asInAws !== plan)
    report.addDifferences([
      'the emulator gives distributions of CloudFront ARNs without the colon of the empty Region; ' +
        'plans are reviewed with the ARNs that AWS gives',
    ]);
  const summary = summarizePlan(stack, asInAws);
  for (const { address, why } of summary.loud)
    if (address.startsWith('provider ')) report.addFailure(`${stack}: the review says of ${address}: ${why}`);
  return summary;
}
