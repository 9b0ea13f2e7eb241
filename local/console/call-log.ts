import { type CallWatcher, type WatchedCall } from '../dynamodb';
import { Ring } from '../gamelift/ring';
import { type WatchedInvocation } from '../lambda';
import { consoleAccessKey } from './tables';

/** The number of calls and invocations that are kept. */
const remembered = 3000;
/** Recording ends this long after the last view. */
const lingerMilliseconds = 10 * 60_000;

/**
 * Calls of DynamoDB and invocations of functions, recorded while a page shows them: a backend without a
 * console records nothing.
 */
export class CallLog implements CallWatcher {
  readonly #now: () => number;
  readonly calls = new Ring<WatchedCall>(remembered);
  readonly invocations = new Ring<WatchedInvocation>(remembered);
  #until = 0;
  /** Epoch milliseconds since which it has recorded without a gap. */
  since = 0;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Continues to record for a while, since a page shows the calls. */
  look(): void {
    const now = this.#now();
    if (now > this.#until) this.since = now;
    this.#until = now + lingerMilliseconds;
  }

  wants(accessKeyId: string | undefined): boolean {
    return this.#until > this.#now() && accessKeyId !== consoleAccessKey;
  }

  heard(call: WatchedCall): void {
    this.calls.add(call);
  }

  invoked(invocation: WatchedInvocation): void {
    if (this.#until > this.#now()) this.invocations.add(invocation);
  }
}
