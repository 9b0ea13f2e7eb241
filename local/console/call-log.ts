import { type CallWatcher, type WatchedCall } from '../dynamodb';
import { Ring } from '../gamelift/ring';
import { type WatchedInvocation } from '../lambda';
import { consoleAccessKey } from './tables';

/** Calls and invocations that are remembered. */
const remembered = 3000;
/** Recording ends so long after the last look. */
const lingerMilliseconds = 10 * 60_000;

/**
 * Calls of DynamoDB and invocations of functions, while somebody looks at them: a backend without a console
 * records nothing.
 */
export class CallLog implements CallWatcher {
  readonly #now: () => number;
  readonly calls = new Ring<WatchedCall>(remembered);
  readonly invocations = new Ring<WatchedInvocation>(remembered);
  #until = 0;
  /** Epoch milliseconds; since when it records without a gap. */
  since = 0;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Someone looks: recording goes on for a while. */
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
