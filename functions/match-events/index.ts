import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { readEnvironment } from '../shared/environment';
import { createBus } from '../shared/events/bus';
import { matchEvents } from './events';

const { eventBus } = readEnvironment('eventBus');
const bus = createBus(new EventBridgeClient(), eventBus);

/** The stream of the matches table calls this. */
export const handler = (event: unknown): Promise<void> => bus.put(matchEvents(event));
