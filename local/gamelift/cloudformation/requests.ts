/** The parameters of requests on stacks. */
import { type StackRequest } from './preparation';
import { type QueryInput } from './query';
import { validationError, type CloudFormationError } from './errors';
import { optional } from './template';

/** Reads templates that a request names by URL. */
export interface TemplateSource {
  /** The text at a TemplateURL. */
  fetchTemplate(url: string): Promise<string>;
}

/** Accepting a policy without enforcing it would be worse than refusing it. */
export const noPolicies = (name: string): CloudFormationError =>
  validationError(`${name}: stack policies are not supported by the local CloudFormation; leave it out.`);

/** @throws CloudFormationError ValidationError when the parameter is absent or empty */
export function required(input: QueryInput, name: string): string {
  const given = input.text(name);
  if (given === undefined || given === '')
    throw validationError(
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' ` +
        'failed to satisfy constraint: Member must not be null',
    );
  return given;
}

/**
 * The template that a request holds or names; undefined when it does neither.
 * @throws CloudFormationError ValidationError when it does both
 */
export async function requestedTemplate(
  source: TemplateSource,
  input: QueryInput,
): Promise<string | undefined> {
  const body = input.text('TemplateBody');
  const url = input.text('TemplateURL');
  if (body !== undefined && url !== undefined)
    throw validationError('Only one of Template URL or Template Body can be specified.');
  return url === undefined ? body : source.fetchTemplate(url);
}

/**
 * The parameters of CreateStack, UpdateStack and CreateChangeSet. @throws CloudFormationError ValidationError
 */
export async function stackRequest(source: TemplateSource, input: QueryInput): Promise<StackRequest> {
  const policy = [
    'StackPolicyBody',
    'StackPolicyURL',
    'StackPolicyDuringUpdateBody',
    'StackPolicyDuringUpdateURL',
  ].find((name) => input.text(name) !== undefined);
  if (policy !== undefined) throw noPolicies(policy);
  const timeoutInMinutes = input.integer('TimeoutInMinutes');
  if (timeoutInMinutes !== undefined && timeoutInMinutes < 1)
    throw validationError(
      `1 validation error detected: Value '${timeoutInMinutes}' at 'timeoutInMinutes' failed to ` +
        'satisfy constraint: Member must have value greater than or equal to 1',
    );
  const onFailure = input.text('OnFailure');
  const disabled = input.flag('DisableRollback');
  if (onFailure !== undefined && disabled !== undefined)
    throw validationError('Either DisableRollback or OnFailure can be specified, not both.');
  if (
    onFailure !== undefined &&
    onFailure !== 'ROLLBACK' &&
    onFailure !== 'DELETE' &&
    onFailure !== 'DO_NOTHING'
  )
    throw validationError(`OnFailure must be ROLLBACK, DELETE or DO_NOTHING, not ${onFailure}`);
  return {
    stackName: required(input, 'StackName'),
    ...optional('templateBody', await requestedTemplate(source, input)),
    usePreviousTemplate: input.flag('UsePreviousTemplate') ?? false,
    parameters: (input.structures('Parameters') ?? []).map((one) => ({
      key: required(one, 'ParameterKey'),
      ...optional('value', one.text('ParameterValue')),
      usePrevious: one.flag('UsePreviousValue') ?? false,
    })),
    ...optional(
      'tags',
      input.structures('Tags')?.map((tag) => ({ Key: required(tag, 'Key'), Value: tag.text('Value') ?? '' })),
    ),
    capabilities: input.texts('Capabilities') ?? [],
    notificationArns: input.texts('NotificationARNs') ?? [],
    onFailure: onFailure ?? (disabled === true ? 'DO_NOTHING' : 'ROLLBACK'),
    ...optional('timeoutInMinutes', timeoutInMinutes),
    ...optional('roleArn', input.text('RoleARN')),
    ...optional('token', input.text('ClientRequestToken')),
    ...optional('terminationProtection', input.flag('EnableTerminationProtection')),
  };
}
