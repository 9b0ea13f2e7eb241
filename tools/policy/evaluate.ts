import * as z from 'zod';

/**
 * IAM's decision on one request, for the part of the policy language that this project uses (IAM user guide,
 * "Policy evaluation logic"). An explicit deny wins, then an allow; everything else is denied.
 */

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: texts.optional(),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});
const document = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement).min(1) });

export type PolicyStatement = z.output<typeof statement>;

export interface AccessRequest {
  /** `service:Action`. */
  readonly action: string;
  /** ARN; absent: whether the action is allowed on any resource at all. */
  readonly resource?: string;
  /** Values of condition keys; a list where a request has several of one key. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export type Decision = 'allowed' | 'denied' | 'not allowed';

/** @throws ZodError when the text is not a policy in the form that the stacks write */
export function parsePolicy(text: string): readonly PolicyStatement[] {
  return document.parse(JSON.parse(text)).Statement;
}

/** Whether a pattern with `*` and `?` matches a text. */
export function matchesPattern(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** The decision of one policy, or of several that are attached to one principal. */
export function decide(statements: readonly PolicyStatement[], request: AccessRequest): Decision {
  const applying = statements.filter((candidate) => applies(candidate, request));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
}

function applies(candidate: PolicyStatement, request: AccessRequest): boolean {
  const { Effect, Action, Resource, Condition } = candidate;
  if (!Action.some((pattern) => matchesPattern(pattern.toLowerCase(), request.action.toLowerCase())))
    return false;
  const { resource } = request;
  if (
    resource !== undefined &&
    Resource !== undefined &&
    !Resource.some((arn) => matchesPattern(arn, resource))
  )
    return false;
  // Without a resource in the request, a deny on some resources does not deny the action itself.
  if (resource === undefined && Effect === 'Deny' && !(Resource ?? ['*']).includes('*')) return false;
  return Object.entries(Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, request.context?.[key], values)),
  );
}

/**
 * @param given value of the key in the request; a missing key fails a positive operator and passes a negated
 * one
 */
function holds(
  operator: string,
  given: string | readonly string[] | undefined,
  values: readonly string[],
): boolean {
  // Without a set operator, IAM compares one value; a list is refused here rather than guessed about.
  const single = typeof given === 'string' ? given : undefined;
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return single !== undefined && values.includes(single);
    case 'StringEqualsIfExists':
      return given === undefined || (single !== undefined && values.includes(single));
    case 'StringLike':
    case 'ArnLike':
      return single !== undefined && values.some((value) => matchesPattern(value, single));
    // A missing key passes, as in IAM.
    case 'ForAllValues:StringEquals':
      return [given ?? []].flat().every((one) => values.includes(one));
    case 'ForAllValues:StringLike':
      return [given ?? []].flat().every((one) => values.some((value) => matchesPattern(value, one)));
    case 'StringNotEquals':
      return given === undefined || (single !== undefined && !values.includes(single));
    default:
      throw new Error(`the condition operator ${operator} is not one that this evaluation knows`);
  }
}
