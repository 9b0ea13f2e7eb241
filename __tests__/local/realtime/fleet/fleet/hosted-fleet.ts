import { afterEach } from '@jest/globals';
import { type FleetHostOptions } from '../../../../../local/realtime';
import { HostedFleet, type HostedSession } from '../../support/hosted';

let host: HostedFleet | undefined;
export function hostScript(script: string, options: Partial<FleetHostOptions> = {}): HostedFleet {
  host = new HostedFleet(script, options);
  return host;
}

export async function ask(session: HostedSession, what: object): Promise<void> {
  const player = await session.join();
  player.event(5, JSON.stringify(what), true);
}

export const fail = (): never => {
  throw new Error('nothing was said');
};

/** Makes what the tests of the suite share, and ends it after them. */
export function useHostedFleet(): void {
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });
}
