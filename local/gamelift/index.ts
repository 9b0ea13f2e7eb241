/** The local GameLift: the AWS API of GameLift Realtime, FlexMatch and queues on one port. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assemble } from './assembly';
import { lockFolder } from './folder-lock';
import { type SessionLogLine } from './local-api/snapshots';
import { type LocalGameLift, type LocalGameLiftOptions } from './options';
import { Ring } from './ring';
import { State } from './state/state';
import { RealClock, type TaskClock, VirtualClock } from './task-clock';

export { type AddressedEvent, type EventSink } from './events/delivery';
export { httpTopic, snsLambdaEvent, snsNotification } from './events/sns';
export { type DeliveryFault, deliveryFaults } from './events/delivery-faults';
export { boolean, double, integer, listOf, object, string } from './cloudformation/properties';
export { type ResourceType } from './cloudformation/stack';
export { type Stacks } from './cloudformation/stacks';
export { type HostingMode } from './context';
export { type S3Reader } from './scripts/s3';
export { RealClock, VirtualClock } from './task-clock';
export { type EventSwitches } from './events/switches';
export { type Insight } from './local-api/insight';
export { type LocalGameLift, type LocalGameLiftOptions } from './options';

const virtualStart = Date.parse('2026-01-01T00:00:00Z');
const maxLines = 5000;

/**
 * Starts a local GameLift.
 * @throws Error when the port is in use, or the data folder cannot be read or is in use by another local
 *   GameLift
 */
export async function createLocalGameLift(options: LocalGameLiftOptions = {}): Promise<LocalGameLift> {
  const lines = new Ring<SessionLogLine>(maxLines);
  let clock: TaskClock | undefined;
  const log = (line: string): void => {
    lines.add({ time: clock?.seconds() ?? Date.now() / 1000, line });
    options.log?.(line);
  };
  const warn = (line: string): void => {
    lines.add({ time: clock?.seconds() ?? Date.now() / 1000, line });
    (options.warn ?? options.log)?.(line);
  };
  const failed = (error: unknown): void =>
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const folder = options.dataFolder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-gamelift-'));
  const release =
    options.dataFolder === undefined
      ? () => fs.rmSync(folder, { recursive: true, force: true })
      : lockFolder(folder);
  try {
    const state =
      options.dataFolder === undefined
        ? State.memory()
        : await State.open(
            path.join(folder, 'state'),
            { failed, recovered: () => log('changes are kept again.') },
            options.looked === undefined ? {} : { looked: options.looked },
          );
    clock = options.clock === 'virtual' ? virtualClock(state, failed) : new RealClock(failed, options.time);
    return await assemble(options, { clock, state, folder, log, warn, lines, failed, release });
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * With stored data, time continues where it stood: otherwise stored deadlines would be further in the future
 * than intended.
 */
function virtualClock(state: State, failed: (error: unknown) => void): VirtualClock {
  const kept = state.collection<{ readonly milliseconds: number }>('virtualClock');
  const now = kept.get('now')?.milliseconds;
  return new VirtualClock(virtualStart, failed, {
    ...(now === undefined ? {} : { now }),
    moved: (milliseconds) => {
      kept.put('now', { milliseconds });
    },
  });
}
