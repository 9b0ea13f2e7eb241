import { nodeTransports } from './node-transports';
import { TurnliftClient, type TurnliftOptions } from './turnlift';

/** The SDK for Node ≥ 20. In browsers: `client/index`. */
export * from './exports';
export { nodeTransports };
export { RealtimeConnection } from './realtime/connection';

/** A client of one Turnlift backend, for Node: `new Turnlift({ url })`. */
export class Turnlift extends TurnliftClient {
  constructor(options: Omit<TurnliftOptions, 'transports'> & Partial<Pick<TurnliftOptions, 'transports'>>) {
    super({ transports: nodeTransports, ...options });
  }
}
