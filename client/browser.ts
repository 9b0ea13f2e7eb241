import { browserTransports } from './browser-transports';
import { TurnliftClient, type TurnliftOptions } from './turnlift';

/** A client of one Turnlift backend, for browsers: `new Turnlift({ url })`. */
export class Turnlift extends TurnliftClient {
  constructor(options: Omit<TurnliftOptions, 'transports'> & Partial<Pick<TurnliftOptions, 'transports'>>) {
    super({ transports: browserTransports, ...options });
  }
}
