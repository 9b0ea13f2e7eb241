/** Stacks, resources and templates in the form of the API's answers. */
import { type Xml } from './query';
import { type Stack, type StackResource } from './stack';
import { parseTemplate, type ParsedTemplate } from './template';

export function stackFrame(stack: Stack) {
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

export function describeStack(stack: Stack): Xml {
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

export function resourceFrame(resource: StackResource) {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function templateFrame(template: ParsedTemplate) {
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
