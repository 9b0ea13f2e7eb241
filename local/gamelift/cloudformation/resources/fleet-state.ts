/** Waiting for fleets, and what they say when they fail. */
import { type ResourceContext } from '../stack';
import { type ValueMap } from '../template';
import { maps, OperationFault } from './api';

export const pollMs = 200;

/** A fleet's attributes; undefined when it does not exist. */
export async function fleetAttributes(
  fleetId: string,
  context: ResourceContext,
): Promise<ValueMap | undefined> {
  try {
    return maps(
      (await context.call('DescribeFleetAttributes', { FleetIds: [fleetId] }))['FleetAttributes'],
    )[0];
  } catch (error) {
    if (error instanceof OperationFault && error.fault === 'NotFoundException') return undefined;
    throw error;
  }
}

/** @throws Error when the fleet fails or is deleted meanwhile */
export async function untilActive(fleetId: string, context: ResourceContext): Promise<void> {
  for (;;) {
    const found = await fleetAttributes(fleetId, context);
    if (found?.['Status'] === 'ACTIVE') return;
    if (found === undefined || found['Status'] === 'ERROR') {
      throw new Error(
        `Resource of type 'AWS::GameLift::Fleet' with identifier '${fleetId}' did not stabilize: ` +
          `${found === undefined ? 'the fleet is gone.' : await lastEvents(fleetId, context)}`,
      );
    }
    await context.pause(pollMs);
  }
}

/** The fleet's latest events with a message; they contain the script's own error. */
export async function lastEvents(fleetId: string, context: ResourceContext): Promise<string> {
  const events = maps((await context.call('DescribeFleetEvents', { FleetId: fleetId }))['Events']);
  const failures = events.filter(
    (event) =>
      typeof event['Message'] === 'string' &&
      /ERROR|FAILED|CRASHED|TERMINATED|INVALID|NOT_FOUND|TIMEOUT|UNHEALTHY/.test(String(event['EventCode'])),
  );
  return (
    failures
      .slice(-3)
      .map((event) => `${String(event['EventCode'])}: ${String(event['Message'])}`)
      .join(' | ') || 'the fleet went to ERROR'
  );
}
