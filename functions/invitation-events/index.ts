import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { readEnvironment } from '../shared/environment';
import { createBus } from '../shared/events/bus';
import { invitationEventsFunction as declaration } from './declaration';
import { invitationEvents } from './events';

const { eventBus } = readEnvironment(...declaration.environment);
const bus = createBus(new EventBridgeClient(), eventBus);

/** The stream of the tickets table calls this. */
export const handler = (event: unknown): Promise<void> => bus.put(invitationEvents(event));
