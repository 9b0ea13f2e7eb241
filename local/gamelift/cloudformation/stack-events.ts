/** The statuses of a stack and of its resources, each with the event that DescribeStackEvents shows. */
import {
  type ResourceStatus,
  type Stack,
  type StackEvent,
  type StackPorts,
  type StackResource,
  type StackStatus,
} from './stack';
import { optional } from './template';

/** Maximum number of events of a stack. */
const maxEvents = 1000;

type EventPorts = Pick<StackPorts, 'changed' | 'now' | 'uuid'>;

/** Sets the stack's own status and adds its event. */
export function setStatus(ports: EventPorts, stack: Stack, status: StackStatus, reason?: string): void {
  stack.status = status;
  if (reason === undefined) delete stack.statusReason;
  else stack.statusReason = reason;
  record(ports, stack, {
    logicalId: stack.name,
    physicalId: stack.stackId,
    type: 'AWS::CloudFormation::Stack',
    status,
    ...optional('reason', reason),
  });
}

/** Sets the status of a resource and adds its event. */
export function markResource(
  ports: EventPorts,
  stack: Stack,
  resource: StackResource,
  status: ResourceStatus,
  reason?: string,
): void {
  resource.status = status;
  resource.changedAt = ports.now();
  if (reason === undefined) delete resource.statusReason;
  else resource.statusReason = reason;
  noteResource(ports, stack, resource, status, reason);
}

/** Adds an event of a resource without a change of its status. */
export function noteResource(
  ports: EventPorts,
  stack: Stack,
  { logicalId, physicalId, type, properties }: StackResource,
  status: ResourceStatus,
  reason?: string,
): void {
  record(ports, stack, { logicalId, physicalId, type, status, ...optional('reason', reason), properties });
}

function record(ports: EventPorts, stack: Stack, event: Omit<StackEvent, 'eventId' | 'at' | 'token'>): void {
  stack.events.push({ ...event, eventId: ports.uuid(), at: ports.now(), ...optional('token', stack.token) });
  if (stack.events.length > maxEvents) stack.events.splice(0, stack.events.length - maxEvents);
  ports.changed(stack);
}
