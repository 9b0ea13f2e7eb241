/** The operations of the CloudFormation API that deployment tools use, on the account's stacks. */
import { type ChangeSets } from './change-sets';
import { exportsOf, importersOf } from './exports';
import { pageOf, type QueryInput, type Xml } from './query';
import { type Stack, type StackResource } from './stack';
import { type Stacks, type StackRequest } from './stacks';
import { CloudFormationError, invalid, optional, parseTemplate, type Template } from './template';

export interface ActionPorts {
  readonly stacks: Stacks;
  readonly changeSets: ChangeSets;
  /** The text at a TemplateURL. */
  fetchTemplate(url: string): Promise<string>;
}

type Action = (ports: ActionPorts, input: QueryInput) => Xml | Promise<Xml>;

/**
 * @throws CloudFormationError InvalidAction for an operation that the local CloudFormation does not support
 */
export async function act(ports: ActionPorts, action: string, input: QueryInput): Promise<Xml> {
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!known)
    throw new CloudFormationError(
      'InvalidAction',
      `The local CloudFormation does not know the action ${action}.`,
    );
  return known(ports, input);
}

const actions: Readonly<Record<string, Action>> = {
  CreateStack: async ({ stacks, ...ports }, input) => ({
    StackId: stacks.create(await stackRequest(ports, input)).stackId,
  }),
  UpdateStack: async ({ stacks, ...ports }, input) => ({
    StackId: stacks.update(await stackRequest(ports, input)).stackId,
  }),
  DeleteStack: ({ stacks }, input) => {
    stacks.remove(
      required(input, 'StackName'),
      new Set(input.texts('RetainResources')),
      input.text('ClientRequestToken'),
    );
    return undefined;
  },
  UpdateTerminationProtection: ({ stacks }, input) => {
    const stack = stacks.protect(
      required(input, 'StackName'),
      input.flag('EnableTerminationProtection') ?? false,
    );
    return { StackId: stack.stackId };
  },
  DescribeStacks: ({ stacks }, input) => {
    const name = input.text('StackName');
    const shown =
      name === undefined
        ? stacks.all().filter((stack) => stack.status !== 'DELETE_COMPLETE')
        : [stacks.get(name)];
    const { items, nextToken } = pageOf(shown, input.text('NextToken'), 100);
    return { Stacks: items.map(describeStack), ...optional('NextToken', nextToken) };
  },
  ListStacks: ({ stacks }, input) => {
    const filter = input.texts('StackStatusFilter') ?? [];
    const { items, nextToken } = pageOf(
      stacks.all().filter((stack) => filter.length === 0 || filter.includes(stack.status)),
      input.text('NextToken'),
      100,
    );
    return {
      StackSummaries: items.map((stack) => ({
        ...stackFrame(stack),
        TemplateDescription: parseTemplate(stack.templateBody).description,
      })),
      ...optional('NextToken', nextToken),
    };
  },
  DescribeStackEvents: ({ stacks }, input) => {
    const stack = stacks.get(required(input, 'StackName'));
    const { items, nextToken } = pageOf([...stack.events].reverse(), input.text('NextToken'), 100);
    return {
      StackEvents: items.map((event) => ({
        StackId: stack.stackId,
        StackName: stack.name,
        EventId: event.eventId,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Timestamp: new Date(event.at),
        ResourceStatus: event.status,
        ResourceStatusReason: event.reason,
        ClientRequestToken: event.token,
        ResourceProperties: event.properties === undefined ? undefined : JSON.stringify(event.properties),
      })),
      ...optional('NextToken', nextToken),
    };
  },
  DescribeStackResources: ({ stacks }, input) => {
    const physicalId = input.text('PhysicalResourceId');
    const name = input.text('StackName');
    if (name === undefined && physicalId === undefined)
      throw invalid('At least one of StackName or PhysicalResourceId must be specified.');
    const stack =
      name === undefined
        ? stacks.all().find((one) => one.resources.some((resource) => resource.physicalId === physicalId))
        : stacks.get(name);
    if (!stack) throw invalid(`Stack for ${physicalId ?? ''} does not exist`);
    const logicalId = input.text('LogicalResourceId');
    return {
      StackResources: stack.resources
        .filter((resource) => logicalId === undefined || resource.logicalId === logicalId)
        .map((resource) => ({
          StackName: stack.name,
          StackId: stack.stackId,
          ...resourceFrame(resource),
          Timestamp: new Date(resource.changedAt),
        })),
    };
  },
  DescribeStackResource: ({ stacks }, input) => {
    const stack = stacks.get(required(input, 'StackName'));
    const resource = stack.resources.find((one) => one.logicalId === required(input, 'LogicalResourceId'));
    if (!resource)
      throw invalid(
        `Resource ${required(input, 'LogicalResourceId')} does not exist for stack ${stack.name}`,
      );
    return {
      StackResourceDetail: {
        StackName: stack.name,
        StackId: stack.stackId,
        ...resourceFrame(resource),
        LastUpdatedTimestamp: new Date(resource.changedAt),
      },
    };
  },
  ListStackResources: ({ stacks }, input) => {
    const { items, nextToken } = pageOf(
      stacks.get(required(input, 'StackName')).resources,
      input.text('NextToken'),
      100,
    );
    return {
      StackResourceSummaries: items.map((resource) => ({
        ...resourceFrame(resource),
        LastUpdatedTimestamp: new Date(resource.changedAt),
      })),
      ...optional('NextToken', nextToken),
    };
  },
  GetTemplate: ({ stacks }, input) => ({
    TemplateBody: stacks.get(required(input, 'StackName')).templateBody,
    StagesAvailable: ['Original', 'Processed'],
  }),
  GetTemplateSummary: async ({ stacks, ...ports }, input) => {
    const name = input.text('StackName');
    const body = name === undefined ? await templateBody(ports, input) : stacks.get(name).templateBody;
    if (body === undefined) throw invalid('Either Template URL or Template Body must be specified.');
    const template = stacks.validate(body);
    return {
      ...templateFrame(template),
      ResourceTypes: [...new Set(Object.values(template.resources).map((resource) => resource.type))],
      Version: '2010-09-09',
    };
  },
  ValidateTemplate: async ({ stacks, ...ports }, input) => {
    const body = await templateBody(ports, input);
    if (body === undefined) throw invalid('Either Template URL or Template Body must be specified.');
    return templateFrame(stacks.validate(body));
  },
  CancelUpdateStack: ({ stacks }, input) => {
    stacks.cancelUpdate(required(input, 'StackName'));
    return undefined;
  },
  ContinueUpdateRollback: ({ stacks }, input) => {
    stacks.continueRollback(required(input, 'StackName'));
    return {};
  },
  ListExports: ({ stacks }, input) => {
    const { items, nextToken } = pageOf(exportsOf(stacks.all()), input.text('NextToken'), 100);
    return {
      Exports: items.map((one) => ({ ExportingStackId: one.stackId, Name: one.name, Value: one.value })),
      ...optional('NextToken', nextToken),
    };
  },
  ListImports: ({ stacks }, input) => {
    const name = required(input, 'ExportName');
    const { items, nextToken } = pageOf(importersOf(stacks.all(), name), input.text('NextToken'), 100);
    if (items.length === 0) throw invalid(`Export '${name}' is not imported by any stack.`);
    return { Imports: items.map((stack) => stack.name), ...optional('NextToken', nextToken) };
  },
  SetStackPolicy: () => {
    throw noPolicies('SetStackPolicy');
  },
  /** On AWS, stack policies guard updates; here stacks have none, and the answer says so. */
  GetStackPolicy: ({ stacks }, input) => {
    stacks.get(required(input, 'StackName'));
    return {};
  },
  CreateChangeSet: async ({ changeSets, ...ports }, input) => {
    const type = input.text('ChangeSetType') ?? 'UPDATE';
    if (type !== 'CREATE' && type !== 'UPDATE') throw invalid('ChangeSetType must be CREATE or UPDATE.');
    const made = changeSets.create(
      required(input, 'ChangeSetName'),
      type,
      await stackRequest(ports, input),
      input.text('Description'),
    );
    return { Id: made.id, StackId: made.stackId };
  },
  DescribeChangeSet: ({ changeSets }, input) =>
    changeSets.describe(required(input, 'ChangeSetName'), input.text('StackName')),
  ExecuteChangeSet: ({ changeSets }, input) => {
    changeSets.execute(
      required(input, 'ChangeSetName'),
      input.text('StackName'),
      input.text('ClientRequestToken'),
    );
    return {};
  },
  DeleteChangeSet: ({ changeSets }, input) => {
    changeSets.remove(required(input, 'ChangeSetName'), input.text('StackName'));
    return {};
  },
  ListChangeSets: ({ changeSets }, input) => ({ Summaries: changeSets.list(required(input, 'StackName')) }),
};

/** Accepting a policy without enforcing it would be worse than refusing it. */
const noPolicies = (name: string): CloudFormationError =>
  invalid(`${name}: stack policies are not supported by the local CloudFormation; leave it out.`);

function required(input: QueryInput, name: string): string {
  const given = input.text(name);
  if (given === undefined || given === '')
    throw invalid(
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
  return given;
}

async function templateBody(
  ports: Pick<ActionPorts, 'fetchTemplate'>,
  input: QueryInput,
): Promise<string | undefined> {
  const body = input.text('TemplateBody');
  const url = input.text('TemplateURL');
  if (body !== undefined && url !== undefined)
    throw invalid('Only one of Template URL or Template Body can be specified.');
  return url === undefined ? body : ports.fetchTemplate(url);
}

async function stackRequest(
  ports: Pick<ActionPorts, 'fetchTemplate'>,
  input: QueryInput,
): Promise<StackRequest> {
  const policy = [
    'StackPolicyBody',
    'StackPolicyURL',
    'StackPolicyDuringUpdateBody',
    'StackPolicyDuringUpdateURL',
  ].find((name) => input.text(name) !== undefined);
  if (policy !== undefined) throw noPolicies(policy);
  const timeoutInMinutes = input.integer('TimeoutInMinutes');
  if (timeoutInMinutes !== undefined && timeoutInMinutes < 1)
    throw invalid(
      `1 validation error detected: Value '${timeoutInMinutes}' at 'timeoutInMinutes' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  const onFailure = input.text('OnFailure');
  const disabled = input.flag('DisableRollback');
  if (onFailure !== undefined && disabled !== undefined)
    throw invalid('Either DisableRollback or OnFailure can be specified, not both.');
  if (
    onFailure !== undefined &&
    onFailure !== 'ROLLBACK' &&
    onFailure !== 'DELETE' &&
    onFailure !== 'DO_NOTHING'
  )
    throw invalid(`OnFailure must be ROLLBACK, DELETE or DO_NOTHING, not ${onFailure}`);
  return {
    stackName: required(input, 'StackName'),
    ...optional('templateBody', await templateBody(ports, input)),
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

function stackFrame(stack: Stack) {
  return {
    StackId: stack.stackId,
    StackName: stack.name,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : new Date(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : new Date(stack.deletedAt),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function describeStack(stack: Stack): Xml {
  const template = parseTemplate(stack.templateBody);
  return {
    ...stackFrame(stack),
    Description: template.description,
    Parameters: Object.entries(stack.parameters).map(([name, value]) => ({
      ParameterKey: name,
      ParameterValue: template.parameters[name]?.noEcho === true ? '****' : value,
    })),
    Outputs: stack.outputs.map((output) => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    Tags: stack.tags.map((tag) => ({ Key: tag.Key, Value: tag.Value })),
    Capabilities: stack.capabilities,
    NotificationARNs: stack.notificationArns,
    TimeoutInMinutes: stack.timeoutInMinutes,
    RoleARN: stack.roleArn,
    DisableRollback: stack.onFailure === 'DO_NOTHING',
    EnableTerminationProtection: stack.terminationProtection,
    RollbackConfiguration: {},
  };
}

function resourceFrame(resource: StackResource) {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

function templateFrame(template: Template) {
  return {
    Description: template.description,
    Capabilities: [],
    Parameters: Object.entries(template.parameters).map(([name, declared]) => ({
      ParameterKey: name,
      DefaultValue: declared.default,
      ParameterType: declared.type,
      NoEcho: declared.noEcho,
      Description: declared.description,
      ParameterConstraints:
        declared.allowedValues === undefined ? undefined : { AllowedValues: declared.allowedValues },
    })),
  };
}
