import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { readEnvironment } from '../shared/environment';
import { createBus } from '../shared/events/bus';
import { matchEventsFunction as declaration } from './declaration';
import { matchEvents } from './events';

const { eventBus } = readEnvironment(...declaration.environment);
const bus = createBus(new EventBridgeClient(), eventBus);

/** The stream of the matches table calls this. */
export const handler = (event: unknown): Promise<void> => bus.put(matchEvents(event));
