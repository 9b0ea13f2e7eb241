/** The SDK for browsers. In Node: `client/node`. */
export { Turnlift } from './browser';
export { browserTransports } from './browser-transports';
export * from './exports';
