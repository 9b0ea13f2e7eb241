import { type EnvironmentConfig } from '../../config';
import { deployRights, planRights, statementsIn } from '../../stacks/constructs/delivery-rights';
import { deployedParts } from '../../stacks/parts';
import { Names } from '../../templates/names';
import { policy } from '../../stacks/constructs/policy';
import { type AccessRequest, decide, parsePolicy } from '../policy/evaluate';
import { type Crossing } from './crossing';
import { accessRequestOf } from './iam-calls';

/** A recorded call of Terraform as an IAM request. */
export interface RecordedCall {
  readonly stack: string;
  /** `plan`, or another phase for which Terraform was run. */
  readonly phase: string;
  readonly request: AccessRequest;
}

/**
 * The recorded calls, each once. A role's boundary appears only in its creation, but IAM knows it in every
 * later call on the role. So it is with the function of an event source mapping: a later call names only the
 * mapping, and takes the function of the last one that its stack created. The same holds for the tags of a
 * certificate.
 */
export function recordedCalls(
  crossings: readonly Crossing[],
  config: EnvironmentConfig,
): readonly RecordedCall[] {
  const calls = new Map<string, RecordedCall>();
  const boundaries = new Map<string, AccessRequest['context']>();
  const mapped = new Map<string, AccessRequest['context']>();
  const certified = new Map<string, AccessRequest['context']>();
  for (const crossing of crossings) {
    const { stack, phase } = crossing;
    const asked = accessRequestOf(crossing, config);
    if (asked === undefined) continue;
    const { action, resource = '', context } = asked;
    if (action === 'iam:CreateRole' && context !== undefined) boundaries.set(resource, context);
    if (action === 'lambda:CreateEventSourceMapping') mapped.set(stack, context);
    if (action === 'acm:RequestCertificate') certified.set(stack, tagsOfResource(context));
    const known = /^lambda:(Update|Delete)EventSourceMapping$/.test(action)
      ? mapped.get(stack)
      : changesCertificate.test(action)
        ? { ...context, ...certified.get(stack) }
        : boundaries.get(resource);
    const request = known === undefined ? asked : { ...asked, context: known };
    const made: AccessRequest[] = [request];
    // AWS checks the right to tag, too, when a certificate is requested with tags.
    if (action === 'acm:RequestCertificate' && context !== undefined)
      made.push({ ...request, action: 'acm:AddTagsToCertificate' });
    for (const one of made) {
      const call = { stack, phase, request: one };
      calls.set(JSON.stringify(call), call);
    }
  }
  return [...calls.values()];
}

const changesCertificate = /^acm:(Delete|AddTagsTo|RemoveTagsFrom)Certificate$/;

/** Tags of a request as the tags of what it made. */
function tagsOfResource(context: AccessRequest['context']): AccessRequest['context'] {
  return Object.fromEntries(
    Object.entries(context ?? {}).map(([key, value]) => [key.replace('RequestTag/', 'ResourceTag/'), value]),
  );
}

export interface RoleCheck {
  /** Calls of deploys and of plans that were compared. */
  readonly deploys: number;
  readonly plans: number;
  /** Refused calls, one line each. */
  readonly refused: readonly string[];
}

/**
 * Compares recorded calls with the roles of CI. The deploy role must allow every call of the parts that CI
 * deploys. The plan role must allow every call of a plan of any part, except for the state's lock, which
 * plans do not take.
 */
export function checkRoles(calls: readonly RecordedCall[], config: EnvironmentConfig): RoleCheck {
  const names = new Names(config);
  const deploy = parsePolicy(policy(...statementsIn(deployRights(config, names))));
  const plan = parsePolicy(policy(...statementsIn(planRights(config, names))));
  const refused = new Set<string>();
  const compared = { deploys: 0, plans: 0 };
  for (const { stack, phase, request } of calls) {
    const part = stack.slice(config.environment.length + 1);
    const line = (role: string): string =>
      `${stack}: the ${role} role may not ` +
      `${request.action}${request.resource === undefined ? '' : ` on ${request.resource}`} (${phase})`;
    if (deployedParts.some((deployed) => deployed === part)) {
      compared.deploys += 1;
      if (decide(deploy, request) !== 'allowed') refused.add(line('deploy'));
    }
    if (phase === 'plan' && !(request.resource ?? '').endsWith('.tflock')) {
      compared.plans += 1;
      if (decide(plan, request) !== 'allowed') refused.add(line('plan'));
    }
  }
  return { ...compared, refused: [...refused].sort() };
}
