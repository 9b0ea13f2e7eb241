import { type CallWatcher, type WatchedCall } from '../dynamodb';
import { Ring } from '../gamelift/ring';
import { type WatchedInvocation } from '../lambda';
import { consoleAccessKey } from './tables';

/** The number of calls and invocations that are kept. */
export const maxCalls = 3000;

/**
 * The last calls of DynamoDB and invocations of functions, recorded from the start: what a developer wants to
 * see has mostly happened before the page is opened. Recording keeps what was heard; what it cost and named
 * is read when a page shows it.
 */
export class CallLog implements CallWatcher {
  readonly #startedAt: number;
  readonly calls = new Ring<WatchedCall>(maxCalls);
  readonly invocations = new Ring<WatchedInvocation>(maxCalls);

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#startedAt = now();
  }

  /** Epoch milliseconds since which nothing is missing. */
  get since(): number {
    return Math.max(sinceOf(this.calls, this.#startedAt), sinceOf(this.invocations, this.#startedAt));
  }

  wants(accessKeyId: string | undefined): boolean {
    return accessKeyId !== consoleAccessKey;
  }

  heard(call: WatchedCall): void {
    this.calls.add(call);
  }

  invoked(invocation: WatchedInvocation): void {
    this.invocations.add(invocation);
  }
}

/** A full ring has lost what was before its oldest item. */
function sinceOf(ring: Ring<{ readonly at: number }>, startedAt: number): number {
  const oldest = ring.count > ring.capacity ? ring.list()[0] : undefined;
  return oldest?.at ?? startedAt;
}
