/** The operations of the CloudFormation API that deployment tools use, on the account's stacks. */
import { type ChangeSets } from './change-sets';
import { exportsOf, importersOf } from './exports';
import { describeStack, resourceFrame, stackFrame, templateFrame } from './frames';
import { queryPage, type QueryInput, type Xml } from './query';
import { noPolicies, required, stackRequest, requestedTemplate, type TemplateSource } from './requests';
import { type Stacks } from './stacks';
import { CloudFormationError, validationError } from './errors';
import { optional, parseTemplate } from './template';

/** The parts of the local CloudFormation that its API calls. */
export interface ActionPorts extends TemplateSource {
  readonly stacks: Stacks;
  readonly changeSets: ChangeSets;
}

type Action = (ports: ActionPorts, input: QueryInput) => Xml | Promise<Xml>;

/**
 * @throws CloudFormationError InvalidAction for an operation that the local CloudFormation does not support
 */
export async function performAction(ports: ActionPorts, action: string, input: QueryInput): Promise<Xml> {
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
    const { items, nextToken } = queryPage(shown, input.text('NextToken'), 100);
    return { Stacks: items.map(describeStack), ...optional('NextToken', nextToken) };
  },
  ListStacks: ({ stacks }, input) => {
    const filter = input.texts('StackStatusFilter') ?? [];
    const { items, nextToken } = queryPage(
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
    const { items, nextToken } = queryPage([...stack.events].reverse(), input.text('NextToken'), 100);
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
      throw validationError('At least one of StackName or PhysicalResourceId must be specified.');
    const stack =
      name === undefined
        ? stacks.all().find((one) => one.resources.some((resource) => resource.physicalId === physicalId))
        : stacks.get(name);
    if (!stack) throw validationError(`Stack for ${physicalId ?? ''} does not exist`);
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
      throw validationError(
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
    const { items, nextToken } = queryPage(
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
    const body = name === undefined ? await requestedTemplate(ports, input) : stacks.get(name).templateBody;
    if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
    const template = stacks.preparation.validate(body);
    return {
      ...templateFrame(template),
      ResourceTypes: [...new Set(Object.values(template.resources).map((resource) => resource.type))],
      Version: '2010-09-09',
    };
  },
  ValidateTemplate: async ({ stacks, ...ports }, input) => {
    const body = await requestedTemplate(ports, input);
    if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
    return templateFrame(stacks.preparation.validate(body));
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
    const { items, nextToken } = queryPage(exportsOf(stacks.all()), input.text('NextToken'), 100);
    return {
      Exports: items.map((one) => ({ ExportingStackId: one.stackId, Name: one.name, Value: one.value })),
      ...optional('NextToken', nextToken),
    };
  },
  ListImports: ({ stacks }, input) => {
    const name = required(input, 'ExportName');
    const { items, nextToken } = queryPage(importersOf(stacks.all(), name), input.text('NextToken'), 100);
    if (items.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
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
    if (type !== 'CREATE' && type !== 'UPDATE')
      throw validationError('ChangeSetType must be CREATE or UPDATE.');
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
